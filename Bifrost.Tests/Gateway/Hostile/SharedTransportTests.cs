using Bifrost.Domain.Governance;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Forwarding;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>The transport that vendors' own libraries are given: the gateway's one way out, with all of its rules.</summary>
public sealed class SharedTransportTests : IDisposable
{
    private readonly UpstreamConnections _connections = new(TimeProvider.System);

    [Theory]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:9")]
    public async Task A_private_address_is_refused(string? proxy)
    {
        await using var canary = await FakeProvider.StartAsync();
        using var client = _connections.ClientFor(Provider(allowPrivate: false, proxy));

        foreach (var url in (string[])[canary.Origin + "/token", $"http://localhost:{canary.Port}/token", "http://169.254.169.254/latest/meta-data/iam/security-credentials/"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            Assert.True(IsRefused(await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync(new Uri(url), TestContext.Current.CancellationToken))), url);
            Assert.True(IsRefused(Assert.ThrowsAny<Exception>(() => client.Send(request, TestContext.Current.CancellationToken))), "not awaited: " + url);
        }

        Assert.Empty(canary.Requests);
    }

    [Fact]
    public async Task Redirects_cookies_and_the_environments_proxy_are_left_alone()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var canary = await FakeProvider.StartAsync();
        provider.On(_ => true, _ => HostileScripts.RedirectTo(canary.Origin + "/").Header("Set-Cookie", "a=b; Path=/"));
        Environment.SetEnvironmentVariable("HTTP_PROXY", canary.Origin);
        try
        {
            using var client = _connections.ClientFor(Provider(allowPrivate: true) with { ConnectTimeout = TimeSpan.FromSeconds(4.25) });
            for (var i = 0; i < 2; i++)
            {
                using var response = await client.GetAsync(new Uri(provider.Origin + "/token"), TestContext.Current.CancellationToken);
                Assert.InRange((int)response.StatusCode, 300, 399);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("HTTP_PROXY", null);
        }

        Assert.Empty(canary.Requests);
        Assert.Null(provider.Requests[1].Header("Cookie"));
    }

    [Fact]
    public async Task The_proxy_of_a_nodes_environment_is_not_asked()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var canary = await FakeProvider.StartAsync();
        var key = KeySecret.Create(KeySecret.VirtualKeyPrefix);

        // The runtime reads these variables once, before anything else of a process can set them.
        string[] names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
        await using var bifrost = await BifrostProcess.StartAsync(new BifrostProcessOptions
        {
            Environment = names.ToDictionary(x => x, _ => (string?)canary.Origin),
            Governance = $$"""
                { "providers": [ { "name": "fake", "kind": "openai-compatible", "base_url": "{{provider.BaseUrl}}", "allow_private_network": true } ],
                  "virtual_keys": [ { "name": "k", "value": "{{key}}", "models": ["*"] } ] }
                """,
        });
        using var client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var content = new StringContent(HostileGateway.ChatBody(), System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains(provider.Requests, x => x.Path == "/v1/chat/completions");
        Assert.Empty(canary.Requests);
    }

    [Fact]
    public async Task A_library_that_disposes_its_transport_leaves_the_connections()
    {
        await using var provider = await FakeProvider.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            using var client = _connections.ClientFor(Provider(allowPrivate: true));
            using var response = await client.GetAsync(new Uri(provider.BaseUrl + "/models"), TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)response.StatusCode);
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(provider.Requests[0].Connection, provider.Requests[1].Connection);
    }

    [Fact]
    public async Task It_goes_through_the_providers_proxy()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var proxy = ForwardProxy.Start(provider.Port, "user:secret");
        using var client = _connections.ClientFor(Provider(allowPrivate: false, proxy.Url) with { ProxyLogin = new Secret("user:secret") });

        using var response = await client.GetAsync(new Uri("http://1.1.1.1/v1/models"), TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("http://1.1.1.1/v1/models", Assert.Single(proxy.Seen).Target);
    }

    public void Dispose() => _connections.Dispose();

    private static bool IsRefused(Exception? exception) => exception is not null && (exception is EgressRefusedException || IsRefused(exception.InnerException));

    private static ProviderSnapshot Provider(bool allowPrivate, string? proxy = null) => new()
    {
        Id = Guid.CreateVersion7(),
        Name = "vendor",
        Kind = "openai",
        AllowPrivateNetwork = allowPrivate,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        Proxy = proxy,
    };
}
