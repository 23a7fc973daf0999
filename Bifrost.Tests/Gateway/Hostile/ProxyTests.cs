using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.Runtime;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>A provider behind a proxy: everything goes through it, and nothing private through it either.</summary>
public sealed class ProxyTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private const string Login = "operator:pass/word-canary@5";
    private const string EscapedLogin = "operator:pass%2Fword-canary%405";

    // An address of the internet that the proxy of the test answers for: nothing leaves this machine.
    private const string Public = "1.1.1.1";

    [Theory]
    [InlineData(null)]
    [InlineData(Login)]
    public async Task Plain_requests_go_through_the_proxy_once_each(string? login)
    {
        await using var proxy = ForwardProxy.Start(gateway.Provider.Port, login);
        var spec = await AddAsync($"http://{Public}/v1", proxy, login);
        var before = gateway.Provider.Requests.Count;

        Assert.Equal(200, (await gateway.ChatAsync(spec.Name + "/gpt-4o")).Status);
        Assert.Equal(200, (await gateway.ChatAsync(spec.Name + "/gpt-4o")).Status);

        Assert.All(proxy.Seen, x => Assert.Equal(("POST", $"http://{Public}/v1/chat/completions", login is not null), (x.Method, x.Target, x.Login is not null)));
        Assert.Equal((2, 2), (proxy.Seen.Count, gateway.Provider.Requests.Count - before));
        Assert.Equal("Bearer key-canary-of-proxied", gateway.Provider.Requests[^1].Header("Authorization"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Login)]
    public async Task Secure_requests_go_through_a_tunnel_that_alone_is_shown_the_login(string? login)
    {
        using var authority = PrivateAuthority.Create();
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Combine("ca.pem"), authority.Pem, TestContext.Current.CancellationToken);
        await using var upstream = await FakeProvider.StartAsync(authority.Issue(Public));
        await using var proxy = ForwardProxy.Start(upstream.Port, login);
        var spec = await AddAsync($"https://{Public}/v1", proxy, login, x => x with { CaFile = folder.Combine("ca.pem") });

        Assert.Equal(200, (await gateway.ChatAsync(spec.Name + "/gpt-4o")).Status);

        Assert.All(proxy.Seen, x => Assert.Equal(("CONNECT", Public + ":443"), (x.Method, x.Target)));
        Assert.Equal(login is not null, proxy.Seen[^1].Login is not null);
        var received = Assert.Single(upstream.Requests);
        Assert.Equal("HTTP/2", received.Protocol);
        Assert.Equal("Bearer key-canary-of-proxied", received.Header("Authorization"));
        Assert.Null(received.Header("Proxy-Authorization"));
    }

    [Fact]
    public async Task A_stream_passes_event_by_event()
    {
        await using var proxy = ForwardProxy.Start(gateway.Provider.Port);
        var spec = await AddAsync($"http://{Public}/v1", proxy);
        using var gate = new SemaphoreSlim(0);
        var events = ChatStream.Of("Hello there").Events().ToArray();
        gateway.Provider.Enqueue(Script.Sse(events.Take(2)).Gate(gate).Chunk(string.Concat(events.Skip(2))));
        using var content = new StringContent(HostileGateway.ChatBody(spec.Name + "/gpt-4o", stream: true), System.Text.Encoding.UTF8, "application/json");

        using var response = await gateway.OpenAsync(HttpMethod.Post, "/v1/chat/completions", content);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var first = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        gate.Release();
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("data: {", first, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
        Assert.Equal("POST", Assert.Single(proxy.Seen).Method);
    }

    [Theory]
    [InlineData("http://127.0.0.1")]
    [InlineData("https://127.0.0.1")]
    [InlineData("http://localhost")]
    [InlineData("https://localhost")]
    [InlineData("http://LOCALHOST.")]
    [InlineData("http://0x7f.1")]
    [InlineData("https://2130706433")]
    [InlineData("http://[::1]")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://10.0.0.1")]
    [InlineData("https://nowhere.invalid")]
    public async Task A_private_target_is_refused_before_the_proxy_hears_of_it(string origin)
    {
        await using var proxy = ForwardProxy.Start(gateway.Provider.Port);
        var spec = await AddAsync($"{origin}:{gateway.Provider.Port}/v1", proxy);

        var answer = await gateway.ChatAsync(spec.Name + "/gpt-4o");

        answer.AssertRefusal(502, "upstream_error");
        Assert.Matches("private|does not resolve", answer.Text);
        Assert.Empty(proxy.Seen);
    }

    [Fact]
    public async Task A_private_target_that_the_operator_allowed_is_reached()
    {
        await using var proxy = ForwardProxy.Start(gateway.Provider.Port);
        var spec = await AddAsync("http://localhost:9/v1", proxy, change: x => x with { AllowPrivateNetwork = true });

        Assert.Equal(200, (await gateway.ChatAsync(spec.Name + "/gpt-4o")).Status);
        Assert.Equal("http://localhost:9/v1/chat/completions", Assert.Single(proxy.Seen).Target);
    }

    [Theory]
    [InlineData("http", 407)]
    [InlineData("https", 502)]
    public async Task A_login_that_the_proxy_refuses_is_told_and_never_shown(string scheme, int status)
    {
        await using var proxy = ForwardProxy.Start(gateway.Provider.Port, "somebody:else");
        var spec = await AddAsync($"{scheme}://{Public}/v1", proxy, Login);

        var answer = await gateway.ChatAsync(spec.Name + "/gpt-4o");

        Assert.Equal(status == 407 ? 502 : status, answer.Status);
        Assert.Contains(scheme == "https" ? "proxy refused" : "407", answer.Text, StringComparison.Ordinal);
        AssertHidden(answer.Text, proxy);
    }

    [Fact]
    public async Task A_proxy_that_is_away_is_told_apart_from_the_provider()
    {
        var proxy = ForwardProxy.Start(gateway.Provider.Port);
        await proxy.DisposeAsync();
        var spec = await AddAsync($"https://{Public}/v1", proxy, Login);

        var answer = await gateway.ChatAsync(spec.Name + "/gpt-4o");

        answer.AssertRefusal(502, "upstream_error");
        Assert.Contains("its proxy is not reached: the connection was refused", answer.Text, StringComparison.Ordinal);
        AssertHidden(answer.Text, proxy);
    }

    [Fact]
    public async Task The_models_are_asked_for_through_the_proxy()
    {
        await using var proxy = ForwardProxy.Start(gateway.Provider.Port, Login);
        var spec = await AddAsync($"http://{Public}/v1", proxy, Login);
        var provider = gateway.Host.Services.GetRequiredService<SnapshotLoop>().Snapshot.Providers[spec.Name];

        var listing = await gateway.Host.Services.GetRequiredService<ModelLister>().AskAsync(provider, provider.Keys[0], TestContext.Current.CancellationToken);

        Assert.Null(listing.Failure);
        Assert.Contains("gpt-4o", listing.Models);
        Assert.Equal($"http://{Public}/v1/models", Assert.Single(proxy.Seen).Target);
        Assert.DoesNotContain("canary", provider.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_consoles_test_goes_through_the_proxy_with_the_stored_login_and_tells_it_to_no_other_proxy()
    {
        await using var proxy = ForwardProxy.Start(gateway.Provider.Port, Login);
        await using var other = ForwardProxy.Start(gateway.Provider.Port);
        var spec = await AddAsync($"http://{Public}/v1", proxy, Login);
        var id = gateway.Host.Services.GetRequiredService<SnapshotLoop>().Snapshot.Providers[spec.Name].Id;
        var test = gateway.Host.Services.GetRequiredService<Bifrost.Web.Console.Providers.ConnectionTest>();

        foreach (var asked in (ForwardProxy[])[proxy, other])
        {
            var listing = await test.TestAsync(Bifrost.Domain.Audit.Actor.CommandLine, spec with { Proxy = asked.Url }, id);
            Assert.Null(listing.Value.Failure);
        }

        Assert.NotNull(Assert.Single(proxy.Seen).Login);
        Assert.Null(Assert.Single(other.Seen).Login);
    }

    [Fact]
    public async Task Neither_the_login_nor_the_key_is_left_in_the_data_folder()
    {
        await using var proxy = ForwardProxy.Start(gateway.Provider.Port, Login);
        var spec = await AddAsync($"http://{Public}/v1", proxy, Login);
        Assert.Equal(200, (await gateway.ChatAsync(spec.Name + "/gpt-4o")).Status);

        var search = new CanarySearch();
        search.AddFolder(gateway.Host.DataFolder);

        Assert.NotEmpty(search.Find(proxy.Url));
        search.AssertNowhere(("the password", "pass/word-canary"), ("the password, escaped", "word-canary%405"), ("the key", "key-canary-of-proxied"));
    }

    private static void AssertHidden(string text, ForwardProxy proxy)
    {
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("operator", text, StringComparison.Ordinal);
        Assert.DoesNotContain($":{proxy.Port}", text, StringComparison.Ordinal);
    }

    /// <summary>Private networks are refused: only the proxy stands on one.</summary>
    private async Task<ProviderSpec> AddAsync(string baseUrl, ForwardProxy proxy, string? login = null, Func<ProviderSpec, ProviderSpec>? change = null)
    {
        var spec = HostileGateway.Spec("p" + Guid.NewGuid().ToString("N")[..8], baseUrl, "key-canary-of-proxied") with
        {
            AllowPrivateNetwork = false,
            MaxRetries = 0,
            Proxy = login is null ? proxy.Url : proxy.Url.Replace("://", $"://{EscapedLogin}@", StringComparison.Ordinal),
        };
        await gateway.AddProviderAsync(spec = change?.Invoke(spec) ?? spec);
        return spec;
    }
}
