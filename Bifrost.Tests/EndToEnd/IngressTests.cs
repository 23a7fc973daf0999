using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Behind an ingress that ends TLS: everything that names this host says the public URL, and only known proxies are believed.</summary>
[Collection(HeavyTests.Name)]
public sealed class IngressTests
{
    private const string Public = "https://bifrost.example.com";

    private readonly Fleet fleet = new();

    [Fact]
    public async Task Links_cookies_and_redirects_are_those_of_the_public_url()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var bifrost = await StartAsync(provider, "127.0.0.1");
        Assert.Contains($"{Public}/setup?token={ConsoleVisitor.SetupToken}", bifrost.Errors, StringComparison.Ordinal);
        Assert.Equal($"{Public}/setup?token={ConsoleVisitor.SetupToken}", (await bifrost.RunVerbAsync("setup-link")).Output.Trim());
        using var visitor = new ConsoleVisitor(bifrost.BaseAddress) { Headers = { ["Host"] = "bifrost.example.com", ["X-Forwarded-Proto"] = "https", ["X-Forwarded-For"] = "203.0.113.7" } };

        Assert.Equal(HttpStatusCode.Found, (await visitor.ClaimAsync()).StatusCode);
        Assert.All(visitor.SetCookies, x => Assert.Contains("; secure", x, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(visitor.SetCookies, x => x.StartsWith("bifrost-session=", StringComparison.Ordinal));

        using var invited = await visitor.SaveAsync(HttpMethod.Post, "/api/v1/operators", """{"email":"bob@example.com","role":"auditor"}""");
        var invite = await invited.Content.ReadFromJsonAsync<JsonElement>();
        Assert.StartsWith($"{Public}/invite?token=", invite.GetProperty("link").GetString(), StringComparison.Ordinal);

        using var stranger = new ConsoleVisitor(bifrost.BaseAddress) { Headers = { ["Host"] = "bifrost.example.com" } };
        using var sentAway = await stranger.GetAsync("/audit");
        Assert.Equal("/sign-in?return-url=%2Faudit", sentAway.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8, 10.1.0.0/16", "198.51.100.66, 203.0.113.7, 10.1.2.3", "203.0.113.7")]
    [InlineData("127.0.0.1", "198.51.100.66, 203.0.113.7, 10.1.2.3", "10.1.2.3")]
    [InlineData("10.1.0.0/16", "203.0.113.7", "127.0.0.1")]
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    [InlineData("127.0.0.1", "not an address", "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.7, ", "127.0.0.1")]
    public async Task As_many_hops_are_believed_as_are_known(string known, string forwardedFor, string recorded)
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var bifrost = await StartAsync(provider, known);
        using var visitor = new ConsoleVisitor(bifrost.BaseAddress) { Headers = { ["X-Forwarded-For"] = forwardedFor } };

        await visitor.SignInAsync("nobody");

        Assert.Equal(recorded, await SourceOfLastDenialAsync(bifrost));
    }

    [Fact]
    public async Task Headers_of_a_stranger_change_nothing_however_many()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var bifrost = await StartAsync(provider, "10.1.0.0/16");
        var hops = string.Join(", ", Enumerable.Range(0, 1_000).Select(x => $"10.1.{x / 250}.{x % 250}"));
        using var visitor = new ConsoleVisitor(bifrost.BaseAddress)
        {
            Headers = { ["X-Forwarded-For"] = hops, ["X-Forwarded-Proto"] = "gopher", ["X-Forwarded-Host"] = "evil.example", ["Forwarded"] = "for=198.51.100.66;host=evil.example", ["X-Forwarded-Prefix"] = "/evil", ["X-Original-For"] = "198.51.100.66" },
        };

        using var denied = await visitor.SignInAsync("nobody");
        Assert.Equal(HttpStatusCode.Unauthorized, denied.StatusCode);
        await AssertNothingEvilAsync(denied);
        using var away = await visitor.GetAsync("/audit");
        Assert.DoesNotContain("evil", away.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", await SourceOfLastDenialAsync(bifrost));
        using var caller = new GatewayCaller(bifrost, fleet.Key);
        Assert.Equal(200, (await caller.ChatAsync()).Status);
    }

    [Fact]
    public async Task A_known_proxy_that_passes_a_thousand_hops_on_does_no_harm()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var bifrost = await StartAsync(provider, "127.0.0.1, 10.1.0.0/16");
        var hops = string.Join(", ", Enumerable.Range(0, 1_000).Select(x => $"10.1.{x / 250}.{x % 250}"));
        using var visitor = new ConsoleVisitor(bifrost.BaseAddress) { Headers = { ["X-Forwarded-For"] = "203.0.113.7, " + hops, ["X-Forwarded-Host"] = "evil.example", ["X-Forwarded-Proto"] = "gopher" } };

        using var denied = await visitor.SignInAsync("nobody");
        Assert.Equal(HttpStatusCode.Unauthorized, denied.StatusCode);
        await AssertNothingEvilAsync(denied);
        Assert.Equal("203.0.113.7", await SourceOfLastDenialAsync(bifrost));
    }

    private static async Task AssertNothingEvilAsync(HttpResponseMessage response)
    {
        Assert.DoesNotContain("evil", response.Headers.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("gopher", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<BifrostProcess> StartAsync(FakeProvider provider, string known) =>
        BifrostProcess.StartAsync(fleet.Options(provider, null, ("BIFROST_PUBLIC_URL", Public), ("BIFROST_KNOWN_PROXIES", known)));

    private async Task<string?> SourceOfLastDenialAsync(BifrostProcess bifrost)
    {
        using var admin = fleet.Admin(bifrost);
        var events = await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit-events?action=auth.denied");
        return events.GetProperty("data")[0].GetProperty("source_address").GetString();
    }
}
