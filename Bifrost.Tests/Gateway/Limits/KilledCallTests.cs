using System.Net;
using System.Text;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Gateway.Accounting;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What a call is billed whose process is killed: what a hard budget held for it at that moment, elsewhere its input.</summary>
public sealed class KilledCallTests
{
    private static readonly string Words = string.Concat(Enumerable.Repeat(" word", 500));

    [Theory, InlineData("gpt-4o"), InlineData("unknown-words")]
    public async Task AStreamWhoseHoldHasGrownIsBilledWhatIsHeldByThen(string model)
    {
        await using var host = await StartAsync(null, null, Budget(200), new PriceSpec { Model = "*", InputPerMtok = 1, OutputPerMtok = 1_000 });
        await host.ShowAllOutputAsync("fake/" + model);
        host.Provider.On(_ => true, Enumerable.Repeat(ChatEvents.Text(Words), 20).Aggregate(new Script().ContentType("text/event-stream"), (script, x) => script.Chunk(x)).Chunk(ChatEvents.Text("THE LAST")).Hang());

        using var client = ClientOf(host);
        using var request = Post($$"""{"model":"fake/{{model}}","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line && !line.Contains("THE LAST", StringComparison.Ordinal))
        {
        }

        var held = host.ReservedNanos;
        var record = await KilledNowAsync(host);

        Assert.InRange(held, 10_000_000_000, 100_000_000_000);
        Assert.Equal((true, held), (record.Estimated, record.HeldNanos));
        Assert.InRange(record.CostNanos!.Value, 10_000_000_000, held);
    }

    [Theory]
    [InlineData(""","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]""", BudgetMode.Hard)]
    [InlineData(""","messages":[{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]""", BudgetMode.Soft)]
    [InlineData("TOOLS", BudgetMode.Hard)]
    [InlineData("TOOLS", BudgetMode.Soft)]
    public async Task ImagesAndToolsAreBilled(string body, BudgetMode mode)
    {
        await using var host = await StartAsync(null, null, Budget(1_000, mode: mode), new PriceSpec { Model = "*", InputPerMtok = 1_000, OutputPerMtok = 0 });
        body = body != "TOOLS" ? body
            : ""","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","description":"DESCRIPTION","parameters":{"type":"object"}}}]""".Replace("DESCRIPTION", string.Concat(Enumerable.Repeat(Words, 10)), StringComparison.Ordinal);
        using var go = new ScriptGate();
        host.Provider.On(_ => true, new Script().Gate(go.Opened).Chunk(ChatEvents.Whole("x", 1)));
        using var client = ClientOf(host);
        using var request = Post($$"""{"model":"fake/gpt-4o","max_tokens":10{{body}}}""");
        var call = client.SendAsync(request);
        await host.Provider.RequestAsync();
        var held = host.ReservedNanos;
        var record = await KilledNowAsync(host);
        go.Open();
        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);

        // What the provider will bill: 765 tokens of an image of middling size, or 5,000 of the tools' description.
        Assert.InRange(record.CostNanos!.Value, body.Contains("tools", StringComparison.Ordinal) ? 5_000_000_000 : 765_000_000, held);
        Assert.Equal(mode == BudgetMode.Hard ? held : null, record.HeldNanos);
    }

    /// <summary>What its provider's refusal freed may be held for others by then: more must not be billed.</summary>
    [Fact]
    public async Task ACallWhoseCapWasLoweredIsBilledNoMoreThanIsStillHeld()
    {
        await using var host = await StartAsync(null, null, Budget(1_000), new PriceSpec { Model = "*", InputPerMtok = 1, OutputPerMtok = 1_000 });
        using var go = new ScriptGate();
        host.Provider.On(x => (int)x.Json!["max_tokens"]! > 4_096, Script.Error(400, "Invalid max_tokens value, the valid range of max_tokens is [1, 4096]", "invalid_request_error", null));
        host.Provider.On(_ => true, new Script().Gate(go.Opened).Chunk(ChatEvents.Whole("x", 1)));

        var call = host.ChatAsync();
        await host.Provider.RequestAsync(2);
        var held = host.ReservedNanos;
        var record = await KilledNowAsync(host);
        go.Open();
        Assert.Equal(HttpStatusCode.OK, (await call).Status);

        Assert.InRange(held, 4_096_000_000, 4_100_000_000);
        Assert.Equal((4_096L, held), (record.OutputTokens, record.HeldNanos));
        Assert.InRange(record.CostNanos!.Value, 4_096_000_000, held);
    }

    private static HttpClient ClientOf(BudgetedHost host)
    {
        var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        return client;
    }

    private static HttpRequestMessage Post(string body) => new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>The open intent, settled as the next start would settle it.</summary>
    private static async Task<UsageRecord> KilledNowAsync(BudgetedHost host)
    {
        using var folder = new TempFolder();
        foreach (var file in JournalFolder.Files(Path.Combine(host.Host.DataFolder, "journal")))
        {
            File.Copy(file, folder.Combine(Path.GetFileName(file)));
        }

        return (await JournalFolder.ReplayAsync(folder.Path)).Pending.Single(x => x.Record.Outcome == UsageOutcome.Interrupted).Record;
    }
}
