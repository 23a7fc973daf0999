using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>A provider of every dialect, each model of which has a hard budget of $0.10 at $1 and $2 a million tokens.</summary>
public sealed class DialectMoneyHost : IAsyncLifetime
{
    public FakeProvider Provider { get; private set; } = null!;

    public InProcessBifrost Host { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await FakeProvider.StartAsync();
        var rows = DialectWire.All.Select(x => $$"""{ "name": "{{x.Provider}}", "kind": "{{x.Kind}}", "base_url": "{{Provider.Origin}}{{x.BasePath}}", "allow_private_network": true, "max_retries": 0, "keys": [ { "name": "main", "value": "upstream-secret" } ] }""");
        var prices = DialectWire.All.Select(x => $$"""{ "model": "{{x.Provider}}/model-x", "input_per_mtok": 1, "output_per_mtok": 2 }""");
        var limits = DialectWire.All.Select(x => $$"""{ "model": "{{x.Provider}}/model-x", "budgets": [ { "limit_usd": 0.10, "period": "1d" } ] }""");
        Host = await InProcessBifrost.StartAsync(governance: $$"""{ "providers": [ {{string.Join(',', rows)}} ], "prices": [ {{string.Join(',', prices)}} ], "model_limits": [ {{string.Join(',', limits)}} ] }""");
        Client = Host.CreateClient(await Host.AddKeyAsync("money", "*"));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
