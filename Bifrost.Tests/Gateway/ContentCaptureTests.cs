using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway;

public sealed class ContentCaptureTests
{
    private const string Canary = "canary-7f3a9c51";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_with_capture_keeps_prompt_and_answer_sealed(bool stream)
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.TextOf = _ => "The answer is " + Canary;
        var (host, _) = await InProcessBifrost.StartWithAsync(provider);
        await using var running = host;
        var key = await KeyAsync(host, captureDays: 3);

        var (id, answer) = await CallAsync(host, key, stream);
        var content = await ContentAsync(host, id);

        Assert.NotNull(content);
        var protector = host.Services.GetRequiredService<SecretProtector>();
        Assert.Contains(Canary, protector.Unprotect(content.EncryptedRequest, CapturedContent.RequestPlace(id)), StringComparison.Ordinal);
        Assert.Equal(answer, protector.Unprotect(content.EncryptedResponse, CapturedContent.ResponsePlace(id)));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => protector.Unprotect(content.EncryptedRequest, CapturedContent.ResponsePlace(id)));
        Assert.False(content.Truncated);
        AssertNowhere(host.DataFolder);
    }

    [Fact]
    public async Task A_key_without_capture_keeps_nothing()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.TextOf = _ => "The answer is " + Canary;
        var (host, key) = await InProcessBifrost.StartWithAsync(provider);
        await using var running = host;

        var (id, _) = await CallAsync(host, key, stream: true);

        Assert.Null(await ContentAsync(host, id));
        AssertNowhere(host.DataFolder);
    }

    [Fact]
    public async Task A_long_answer_is_cut_and_says_so()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.TextOf = _ => new string('x', 2 * ContentCapture.MostBytes);
        var (host, _) = await InProcessBifrost.StartWithAsync(provider);
        await using var running = host;
        var key = await KeyAsync(host, captureDays: 1);

        var (id, _) = await CallAsync(host, key, stream: false);
        var content = await ContentAsync(host, id);

        Assert.True(content!.Truncated);
        Assert.Equal(ContentCapture.MostBytes, host.Services.GetRequiredService<SecretProtector>().UnprotectBytes(content.EncryptedResponse, CapturedContent.ResponsePlace(id)).Length);
    }

    private static async Task<string> KeyAsync(InProcessBifrost host, int captureDays)
    {
        var issued = await host.Services.GetRequiredService<VirtualKeyCommands>().CreateAsync(Actor.CommandLine, new VirtualKeySpec("captured", Models: ["*"], CaptureContentDays: captureDays));
        return issued.Value.Secret;
    }

    private static async Task<(Guid Id, string Answer)> CallAsync(InProcessBifrost host, string key, bool stream)
    {
        using var client = host.CreateClient(key);
        using var body = new StringContent($$"""{"model":"fake/gpt-4o-mini","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{Canary}}"}]}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/chat/completions", body, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        return (Guid.Parse(response.Headers.GetValues("x-request-id").Single()), answer);
    }

    private static async Task<CapturedContent?> ContentAsync(InProcessBifrost host, Guid id)
    {
        await host.Services.GetRequiredService<UsageWriter>().FlushAsync(TestContext.Current.CancellationToken);
        await Polling.UntilAsync(async () => await host.Services.GetRequiredService<UsageQueries>().FindAsync(id) is not null, () => "No record.");
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        return await db.CapturedContents.AsNoTracking().SingleOrDefaultAsync(c => c.RecordId == id);
    }

    // Journal, database and its write-ahead log: no file of the data folder holds the words.
    private static void AssertNowhere(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Assert.True(copy.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)) < 0, $"{file} holds the prompt.");
        }
    }
}
