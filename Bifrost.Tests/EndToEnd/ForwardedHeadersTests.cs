using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Forwarding headers of known proxies are believed, hop by hop; anybody else's change nothing.</summary>
public sealed class ForwardedHeadersTests
{
    private const string Public = "https://bifrost.example.com";
    private static readonly string ThousandHops = string.Join(", ", Enumerable.Range(0, 1_000).Select(x => $"10.1.{x / 250}.{x % 250}"));

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8, 10.1.0.0/16", "198.51.100.66, 203.0.113.7, 10.1.2.3", "203.0.113.7")]
    [InlineData("127.0.0.1", "198.51.100.66, 203.0.113.7, 10.1.2.3", "10.1.2.3")]
    [InlineData("10.1.0.0/16", "203.0.113.7", "127.0.0.1")]
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "not an address", "127.0.0.1")]
    public async Task As_many_hops_are_believed_as_are_known(string known, string forwardedFor, string recorded)
    {
        await using var host = await StartAsync(known);
        using var visitor = new ConsoleVisitor(host.BaseAddress) { Headers = { ["X-Forwarded-For"] = forwardedFor } };

        Assert.Equal(recorded, (await DeniedAsync(host, visitor)).SourceAddress);
    }

    [Theory]
    [InlineData("10.1.0.0/16", "127.0.0.1")]
    [InlineData("127.0.0.1, 10.1.0.0/16", "203.0.113.7")]
    public async Task A_thousand_hops_do_no_harm_and_a_forwarded_host_is_never_believed(string known, string recorded)
    {
        await using var host = await StartAsync(known);
        using var visitor = new ConsoleVisitor(host.BaseAddress)
        {
            Headers =
            {
                ["X-Forwarded-For"] = "203.0.113.7, " + ThousandHops, ["X-Forwarded-Proto"] = "gopher", ["X-Forwarded-Host"] = "evil.example",
                ["X-Forwarded-Prefix"] = "/evil", ["Forwarded"] = "for=198.51.100.66;host=evil.example", ["X-Original-For"] = "198.51.100.66", ["X-Real-IP"] = "198.51.100.66",
            },
        };

        Assert.Equal(recorded, (await DeniedAsync(host, visitor)).SourceAddress);
        Assert.Equal(HttpStatusCode.Found, (await visitor.ClaimAsync()).StatusCode);
        using var page = await visitor.GetAsync("/audit");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        var shown = page.Headers + await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain("evil", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("gopher", shown, StringComparison.Ordinal);
        using var stranger = new ConsoleVisitor(host.BaseAddress) { Headers = { ["X-Forwarded-Host"] = "evil.example", ["X-Forwarded-Proto"] = "gopher" } };
        Assert.Equal("/sign-in?return-url=%2Faudit", (await stranger.GetAsync("/audit")).Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData(Public, "", "http", true)]
    [InlineData("", "127.0.0.1", "https", true)]
    [InlineData("", "127.0.0.1", "http", false)]
    [InlineData("", "10.1.0.0/16", "https", false)]
    public async Task Cookies_are_secure_where_the_visitor_came_by_https(string publicUrl, string known, string scheme, bool secure)
    {
        await using var host = await StartAsync(known, publicUrl);
        using var visitor = new ConsoleVisitor(host.BaseAddress) { Headers = { ["X-Forwarded-Proto"] = scheme } };

        Assert.Equal(HttpStatusCode.Found, (await visitor.ClaimAsync()).StatusCode);

        Assert.Contains(visitor.SetCookies, x => x.StartsWith("bifrost-session=", StringComparison.Ordinal));
        Assert.All(visitor.SetCookies, x => Assert.Equal(secure, x.Contains("; secure", StringComparison.OrdinalIgnoreCase)));
    }

    private static Task<InProcessBifrost> StartAsync(string known, string publicUrl = Public) => InProcessBifrost.StartAsync(environment: new Dictionary<string, string>
    {
        ["BIFROST_PUBLIC_URL"] = publicUrl,
        ["BIFROST_KNOWN_PROXIES"] = known,
        ["BIFROST_SETUP_TOKEN"] = ConsoleVisitor.SetupToken,
    });

    private static async Task<AuditEvent> DeniedAsync(InProcessBifrost host, ConsoleVisitor visitor)
    {
        using var denied = await visitor.GetAsync("/setup?token=wrong");
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        return await db.AuditEvents.SingleAsync(x => x.Action == AuditActions.SetupDenied);
    }
}
