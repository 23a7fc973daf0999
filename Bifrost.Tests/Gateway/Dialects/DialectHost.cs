using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>One host with a provider of every dialect, all of them the same fake.</summary>
public sealed class DialectHost : IAsyncLifetime
{
    public const string Secret = "upstream-secret-7c1e";

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
        var prices = DialectWire.All.Select(x => $$"""{ "model": "{{x.Provider}}/{{x.Model}}", "input_per_mtok": 1, "output_per_mtok": 2 }""");
        Host = await InProcessBifrost.StartAsync(governance: $$"""
            { "providers": [ {{string.Join(',', rows)}} ],
              "prices": [ {{string.Join(',', prices)}} ] }
            """);
        Client = Host.CreateClient(await Host.AddKeyAsync("dialects", "*"));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
