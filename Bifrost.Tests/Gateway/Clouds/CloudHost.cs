using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>The real host with one fake that is the cloud, over TLS: models, and whoever gives out its tokens.</summary>
public sealed class CloudHost : IAsyncDisposable
{
    public const string Chat = """{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi."},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""";
    public const string Converse = """{"output":{"message":{"role":"assistant","content":[{"text":"Hi."}]}},"stopReason":"end_turn","usage":{"inputTokens":5,"outputTokens":2,"totalTokens":7},"metrics":{"latencyMs":1}}""";
    public const string Gemini = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi."}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7}}""";
    public const string Claude = """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Hi."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":2}}""";

    private readonly TempFolder _folder = new();
    private readonly X509Certificate2 _certificate;

    private CloudHost(X509Certificate2 certificate, FakeProvider cloud) => (_certificate, Cloud) = (certificate, cloud);

    public FakeProvider Cloud { get; }

    public InProcessBifrost Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Starts both.</summary>
    /// <param name="provider">The provider's row, in which <c>{origin}</c> is the fake's address; its authority and that it is private are added.</param>
    public static async Task<CloudHost> StartAsync(Func<CloudHost, string> provider, bool allowPrivate = true)
    {
        using var authority = PrivateAuthority.Create();
        var certificate = authority.Issue("localhost");
        var made = new CloudHost(certificate, await FakeProvider.StartAsync(certificate));
        var file = made._folder.Combine("ca.pem");
        await File.WriteAllTextAsync(file, authority.Pem);
        var row = provider(made);
        made.Host = await InProcessBifrost.StartAsync(governance: $$"""
            { "providers": [ { "name": "cloud", "ca_file": "{{file}}", "allow_private_network": {{(allowPrivate ? "true" : "false")}}, {{row}} } ],
              "prices": [ { "model": "*", "input_per_mtok": 1, "output_per_mtok": 2 } ] }
            """);
        var endpoints = made.Host.Services.GetRequiredService<CredentialEndpoints>();
        (endpoints.Entra, endpoints.SecurityTokens) = (new Uri(made.Cloud.Origin), new Uri(made.Cloud.Origin));
        made.Client = made.Host.CreateClient(await made.Host.AddKeyAsync("clouds", "*"));
        return made;
    }

    /// <summary>Answers what is asked at paths that hold a text.</summary>
    public void On(string path, Func<ReceivedRequest, Script> answer, int times = int.MaxValue) => Cloud.On(x => x.Target.Contains(path, StringComparison.Ordinal), answer, times);

    /// <summary>Answers with JSON.</summary>
    public void On(string path, string json, int status = 200, int times = int.MaxValue) => On(path, _ => Script.Json(json, status), times);

    /// <summary>What arrived at paths that hold a text.</summary>
    public IReadOnlyList<ReceivedRequest> At(string path) => [.. Cloud.Requests.Where(x => x.Target.Contains(path, StringComparison.Ordinal))];

    public Task<GatewayReply> ChatAsync(string model, bool stream = false) => PostAsync(
        "/v1/chat/completions", $$"""{"model":"cloud/{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Grüße"}]}""");

    public async Task<GatewayReply> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        var id = response.Headers.TryGetValues("x-request-id", out var ids) ? Guid.Parse(ids.Single(), CultureInfo.InvariantCulture) : Guid.Empty;
        return new GatewayReply((int)response.StatusCode, id, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<UsageRecord> RecordAsync(Guid id)
    {
        UsageRecord? record = null;
        await Polling.UntilAsync(
            async () =>
            {
                await using var db = await Host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
                record = await db.UsageRecords.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, TestContext.Current.CancellationToken);
                return record is not null;
            },
            () => $"no record of {id}");
        return record!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Cloud.DisposeAsync();
        _certificate.Dispose();
        _folder.Dispose();
    }
}
