using System.Net;
using Bifrost.Gateway.Forwarding;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>Nothing that an operator or a provider says leads to an address that was not allowed.</summary>
public sealed class EgressTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.254")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.170")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b::1:7f00:1")]
    [InlineData("64:ff9b:1::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("2002:0a00:0001::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:a9fe:a9fe::1")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("100::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("4000::1")]
    [InlineData("8000::1")]
    public void Is_not_public(string address) => Assert.False(EgressAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.1")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2002:808:808::1")]
    public void Is_public(string address) => Assert.True(EgressAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("017700000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("127。0。0。1")]
    public async Task A_private_address_needs_the_operators_word(string host)
    {
        var spec = HostileGateway.Spec("p" + Guid.NewGuid().ToString("N")[..8], $"http://{host}:{gateway.Provider.Port}/v1", "canary-key") with { AllowPrivateNetwork = false };
        var before = gateway.Provider.Requests.Count;
        await gateway.AddProviderAsync(spec);

        var answer = await gateway.ChatAsync(spec.Name + "/gpt-4o");

        answer.AssertRefusal(502, "upstream_error");
        Assert.Matches("private|does not resolve", answer.Text);
        Assert.Equal(before, gateway.Provider.Requests.Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var canary = await FakeProvider.StartAsync();
        foreach (var url in (string[])[canary.BaseUrl + "/chat/completions", "http://169.254.169.254/latest/meta-data/", "//127.0.0.1/"])
        {
            gateway.Provider.Enqueue(HostileScripts.RedirectTo(url).Status(status));
            var answer = await gateway.ChatAsync();
            answer.AssertRefusal(502, "upstream_invalid_response");
            Assert.Null(answer.Header("Location"));
        }

        Assert.Empty(canary.Requests);
    }

    [Fact]
    public async Task The_environments_proxy_is_not_used()
    {
        await using var canary = await FakeProvider.StartAsync();
        Environment.SetEnvironmentVariable("HTTP_PROXY", canary.Origin);
        try
        {
            await gateway.AddProviderAsync(HostileGateway.Spec("noproxy", gateway.Provider.BaseUrl, "k") with { ConnectTimeout = TimeSpan.FromSeconds(4.5) });
            Assert.Equal(200, (await gateway.ChatAsync("noproxy/gpt-4o")).Status);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HTTP_PROXY", null);
        }

        Assert.Empty(canary.Requests);
    }
}
