using Bifrost.Domain.Providers;

namespace Bifrost.Tests.Domain.Providers;

public sealed class ProxyAddressTests
{
    [Theory]
    [InlineData("http://proxy.example.com:3128", "http://proxy.example.com:3128", null)]
    [InlineData("http://proxy.example.com:3128/", "http://proxy.example.com:3128", null)]
    [InlineData("HTTPS://Proxy.Example.com", "https://proxy.example.com", null)]
    [InlineData("http://10.0.0.1", "http://10.0.0.1", null)]
    [InlineData("http://[::1]:8080", "http://[::1]:8080", null)]
    [InlineData("http://user:pass@proxy:3128", "http://proxy:3128", "user:pass")]
    [InlineData("http://user:@proxy:3128", "http://proxy:3128", "user:")]
    [InlineData("http://us%40er:p%3Aa%2Fs@proxy:3128", "http://proxy:3128", "us%40er:p%3Aa%2Fs")]
    public void Tells_the_login_apart(string text, string url, string? login)
    {
        var proxy = ProxyAddress.Parse(text, out var wrong);

        Assert.Equal("", wrong);
        Assert.Equal((url, login), (proxy!.Url, proxy.Login));
        Assert.Equal(url, proxy.ToString());
        Assert.Equal(url, ProxyAddress.UrlOf(text));
    }

    [Theory]
    [InlineData("proxy.canary:3128")]
    [InlineData("socks5://user:canary@proxy:1080")]
    [InlineData("http://user:canary@proxy/path")]
    [InlineData("http://user:canary@proxy?a")]
    [InlineData("http://user:canary@proxy#a")]
    [InlineData("http://canary@proxy")]
    [InlineData("http://:canary@proxy")]
    [InlineData("http://us%3Aer:canary@proxy")]
    [InlineData("http://user:canary%0D%0Ax@proxy")]
    [InlineData("http://user:canary%C3%A4@proxy")]
    [InlineData("file:///canary")]
    [InlineData("")]
    public void Refuses_without_repeating(string text)
    {
        Assert.Null(ProxyAddress.Parse(text, out var wrong));
        Assert.NotEmpty(wrong);
        Assert.DoesNotContain("canary", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("operator", "p@ss:w/rd %&?#")]
    [InlineData("o", "")]
    public void A_typed_login_comes_back_as_it_was_typed(string user, string password) =>
        Assert.Equal((user, password), ProxyAddress.Open(ProxyAddress.Parse(ProxyAddress.With("http://proxy:3128", $"{user}:{password}"), out _)!.Login!));

    [Fact]
    public void A_typed_login_without_a_colon_is_refused() =>
        Assert.Null(ProxyAddress.Parse(ProxyAddress.With("http://proxy:3128", "operator"), out _));
}
