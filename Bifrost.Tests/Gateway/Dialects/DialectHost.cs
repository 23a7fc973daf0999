using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>One host with a provider of every dialect, all of them the same fake.</summary>
public sealed class DialectHost : IAsyncLifetime
{
    public const string Secret = "upstream-secret-7c1e";

    /// <summary>Models of tests that are not of chats, beside each dialect's own.</summary>
    private static readonly string[] PricedElsewhere = ["emb-x", "claude-x", "gem-x", "gpt-x", "anthropic.claude-x"];

    public FakeProvider Provider { get; private set; } = null!;

    public InProcessBifrost Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await FakeProvider.StartAsync();
        var rows = DialectWire.All.Where(x => Bifrost.Gateway.Providers.ProviderCatalog.Find(x.Kind) is not null).Select(x => $$"""
            { "name": "{{x.Provider}}", "kind": "{{x.Kind}}", "base_url": "{{Provider.Origin}}{{x.BasePath}}", "allow_private_network": true, "max_retries": 0,
              "keys": [ { "name": "main", "value": "{{Secret}}" } ] }
            """);
        var prices = DialectWire.All.SelectMany(x => PricedElsewhere.Prepend(x.Model).Select(y => $$"""{ "model": "{{x.Provider}}/{{y}}", "input_per_mtok": 1, "output_per_mtok": 2 }"""));
        Host = await InProcessBifrost.StartAsync(governance: $$"""
            { "providers": [ {{string.Join(',', rows)}} ],
              "prices": [ {{string.Join(',', prices)}} ] }
            """);
        Client = Host.CreateClient(await Host.AddKeyAsync("dialects", "*"));
    }

    /// <summary>The one record that the call with this answer has left.</summary>
    public Task<UsageRecord> RecordOfAsync(HttpResponseMessage response) => RecordOfAsync(Guid.Parse(response.Headers.GetValues("x-request-id").Single()));

    /// <summary>The one record of a call by its id.</summary>
    public async Task<UsageRecord> RecordOfAsync(Guid id)
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

    /// <summary>Asks with JSON.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) => PostAsync(Client, path, json, headers);

    /// <inheritdoc cref="PostAsync(string, string, ValueTuple{string, string}[])"/>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
