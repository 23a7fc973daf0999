using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Forwarding;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>However an address of this machine or of its network is spelled, nothing is asked there, and no spelling is a failure of ours.</summary>
public sealed class MediaAddressTests
{
    private static readonly string[] Addresses =
    [
        "http://127.0.0.1:PORT/a", "http://127.1:PORT/a", "http://0x7f000001:PORT/a", "http://2130706433:PORT/a", "http://0177.0.0.1:PORT/a", "http://0:PORT/a",
        "http://[::1]:PORT/a", "http://[::]:PORT/a", "http://[::ffff:127.0.0.1]:PORT/a", "http://[::127.0.0.1]:PORT/a", "http://[64:ff9b::7f00:1]:PORT/a", "http://[2002:7f00:1::]:PORT/a",
        "http://[fe80::1%25lo]:PORT/a", "http://localhost:PORT/a", "http://LOCALHOST.:PORT/a", "http://ip6-localhost:PORT/a", "http://\uFF11\uFF12\uFF17.0.0.1:PORT/a", "http://127\u30020\u30020\u30021:PORT/a",
        "http://public.example@127.0.0.1:PORT/a", "http://127.0.0.1:PORT\\@public.example/a", "http://public.example:80@localhost:PORT/a", "  http://127.0.0.1:PORT/a", "HTTP://127.0.0.1:PORT/a",
        "//127.0.0.1:PORT/a", "/a", "", "http:", "http:///a", "http://a..b/a", "http://-/a", "http://xn--/a", "http://%00/a", "http://a:99999/a", "http://*/a", "http://LONG/a", "http://LABEL.invalid/a",
        "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "ftp://127.0.0.1:PORT/a", "gopher://127.0.0.1:PORT/a", "unix:///run/x.sock", "ws://127.0.0.1:PORT/a", "jar:http://127.0.0.1:PORT/a!/b", "data:image/png;base64,AAAA", "https://127.0.0.1:PORT/a",
        "http://127.0.0.1:PORT/a\r\nX: y", "http://127.0.0.1:PORT/a b\tc",
    ];

    [Fact]
    public async Task Nothing_of_this_machine_is_reached()
    {
        await using var here = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync();
        var fetcher = new MediaFetcher(host.Services.GetRequiredService<UpstreamConnections>(), host.Services.GetRequiredService<BodyRoom>(), TimeProvider.System);
        foreach (var address in Addresses)
        {
            var url = address.Replace("PORT", here.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("LONG", string.Join('.', Enumerable.Repeat("abcdefgh", 40)), StringComparison.Ordinal).Replace("LABEL", new string('a', 64), StringComparison.Ordinal);

            var (bytes, _, why) = await fetcher.TryGetAsync(url, 100, TestContext.Current.CancellationToken);

            Assert.True(bytes is null && why is { Length: > 0 }, address);
        }

        Assert.Empty(here.Requests);
    }
}
