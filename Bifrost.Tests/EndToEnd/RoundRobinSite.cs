using Bifrost.Tests.Testing;
using Bifrost.Tests.Web.Console;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Two real nodes on one PostgreSQL behind a proxy that sends each request to the next of them, claimed, and a browser.</summary>
public sealed class RoundRobinSite : IAsyncLifetime
{
    private FakeProvider provider = default!;
    private TestDatabase database = default!;
    private BifrostProcess[] nodes = [];
    private Browser browser = default!;

    public RoundRobinProxy Proxy { get; private set; } = default!;

    /// <summary>The nodes' addresses, as the proxy remembers them.</summary>
    public IEnumerable<string> Nodes => nodes.Select(x => x.BaseAddress.ToString());

    public Task<BrowserPage> OpenAsync() => browser.OpenPageAsync(baseUrl: Proxy.Address);

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        provider = await FakeProvider.StartAsync();
        database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        var port = TestPaths.FreePort();
        var options = new Fleet().Options(provider, database.ConnectionString, ("BIFROST_PUBLIC_URL", $"http://127.0.0.1:{port}"));
        nodes = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => BifrostProcess.StartAsync(options)));
        Proxy = await RoundRobinProxy.StartAsync(port, nodes.Select(x => x.BaseAddress));
        browser = await Browser.LaunchAsync();
        await using var first = await OpenAsync();
        await ConsoleSite.ClaimAsync(first.Page);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await Proxy.DisposeAsync();
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await database.DisposeAsync();
        await provider.DisposeAsync();
    }
}
