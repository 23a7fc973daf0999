using System.Text;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>A host whose providers are of the kinds that bill by something other than tokens, at the book's prices and some own.</summary>
public sealed class MeteredHost : IAsyncLifetime
{
    // Own prices from the vendors' pages: DALL·E 3 and tts-1 (platform.openai.com/docs/pricing), Rerank 3.5 (cohere.com/pricing), Claude
    // through Bedrock (aws.amazon.com/bedrock/pricing).
    private const string Prices = """
        { "model": "openai/dall-e-3", "per_image": 0.04 },
        { "model": "openai/tts-1", "per_mchar": 15 },
        { "model": "cohere/rerank-v3.5", "searches_per_thousand": 2 },
        { "model": "*/model-x", "input_per_mtok": 3, "cached_input_per_mtok": 0.3, "cache_write_per_mtok": 3.75, "output_per_mtok": 15 }
        """;

    public FakeProvider Provider { get; private set; } = null!;

    public InProcessBifrost Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await FakeProvider.StartAsync();
        (string Name, string Kind, string Path)[] providers =
            [("openai", "openai", "/v1"), ("groq", "groq", "/v1"), ("mistral", "mistral", "/v1"), ("cohere", "cohere", ""), ("aws", "bedrock", ""), ("claude", "anthropic", ""), ("gemini", "gemini", ""), ("ollama", "ollama", "")];
        var rows = providers.Select(x => $$"""
            { "name": "{{x.Name}}", "kind": "{{x.Kind}}", "base_url": "{{Provider.Origin}}{{x.Path}}", "allow_private_network": true, "max_retries": 0, "keys": [ { "name": "main", "value": "upstream-secret" } ] }
            """);
        Host = await InProcessBifrost.StartAsync(governance: $$"""{ "providers": [ {{string.Join(',', rows)}} ], "prices": [ {{Prices}} ] }""");
        Client = Host.CreateClient(await Host.AddKeyAsync("metered", "*"));
    }

    /// <summary>The one answer to what is asked next.</summary>
    public void Play(Script script)
    {
        Provider.ForgetScripts();
        Provider.Enqueue(script);
    }

    /// <summary>Asks with JSON; the answer's bytes and the record that the call has left.</summary>
    public Task<(byte[] Body, HttpResponseMessage Response, UsageRecord Record)> PostAsync(string path, string json) =>
        PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <inheritdoc cref="PostAsync(string, string)"/>
    public async Task<(byte[] Body, HttpResponseMessage Response, UsageRecord Record)> PostAsync(string path, HttpContent content)
    {
        using (content)
        {
            var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            return (body, response, await RecordAsync(response));
        }
    }

    /// <summary>A form with one second of a file that nobody listens to.</summary>
    public static MultipartFormDataContent Audio(string model, params (string Name, string Value)[] more)
    {
        var form = new MultipartFormDataContent { { new StringContent(model), "model" }, { new ByteArrayContent([1, 2, 3]), "file", "a.mp3" } };
        foreach (var (name, value) in more)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>What the call with this answer has left.</summary>
    public Task<UsageRecord> RecordAsync(HttpResponseMessage response) => RecordAsync(Guid.Parse(response.Headers.GetValues("x-request-id").Single()));

    /// <summary>What the call with this id has left, once it is there.</summary>
    public Task<UsageRecord> RecordAsync(Guid id) => RecordAsync(Host, id);

    /// <inheritdoc cref="RecordAsync(Guid)"/>
    public static async Task<UsageRecord> RecordAsync(InProcessBifrost host, Guid id)
    {
        UsageRecord? record = null;
        await Polling.UntilAsync(async () => (record = await FindAsync(host, id)) is not null, () => "no record came");
        return record!;
    }

    private static async Task<UsageRecord?> FindAsync(InProcessBifrost host, Guid id)
    {
        Assert.True(await host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await db.UsageRecords.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, TestContext.Current.CancellationToken);
    }
}
