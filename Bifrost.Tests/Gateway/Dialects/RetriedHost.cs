using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>A provider of every dialect with two keys, which answers within a second, and whose models have a hard budget of $1 each.</summary>
public sealed class RetriedHost : IAsyncLifetime
{
    public FakeProvider Provider { get; private set; } = null!;

    public InProcessBifrost Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await FakeProvider.StartAsync();
        var rows = DialectWire.All.Select(x => $$"""
            { "name": "{{x.Provider}}", "kind": "{{x.Kind}}", "base_url": "{{Provider.Origin}}{{x.BasePath}}", "allow_private_network": true, "first_byte_timeout": "1s",
              "keys": [ { "name": "one", "value": "upstream-1" }, { "name": "two", "value": "upstream-2" } ] }
            """);
        var prices = DialectWire.All.Select(x => $$"""{ "model": "{{x.Provider}}/*", "input_per_mtok": 1, "output_per_mtok": 2 }""");
        var limits = DialectWire.All.Select(x => $$"""{ "model": "{{x.Provider}}/*", "budgets": [ { "limit_usd": 1, "period": "1d" } ] }""");
        Host = await InProcessBifrost.StartAsync(governance: $$"""{ "providers": [ {{string.Join(',', rows)}} ], "prices": [ {{string.Join(',', prices)}} ], "model_limits": [ {{string.Join(',', limits)}} ] }""");
        Client = Host.CreateClient(await Host.AddKeyAsync("retries", "*"));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
