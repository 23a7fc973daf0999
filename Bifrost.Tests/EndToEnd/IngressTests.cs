using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bifrost.Tests.Testing;
using Microsoft.Playwright;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Behind an ingress that ends TLS, everything that names this host says the public URL.</summary>
[Collection(ProcessTests.Name)]
public sealed class IngressTests
{
    private readonly Fleet fleet = new();

    [Fact]
    public async Task The_console_works_behind_tls_and_names_the_public_url()
    {
        await using var provider = await FakeProvider.StartAsync();
        BifrostProcess? behind = null;
        await using var ingress = await TlsIngress.StartAsync(TestPaths.FreePort(), () => behind!.BaseAddress.ToString());
        var url = ingress.Address.GetLeftPart(UriPartial.Authority);
        await using var bifrost = behind = await BifrostProcess.StartAsync(fleet.Options(provider, null, ("BIFROST_PUBLIC_URL", url), ("BIFROST_KNOWN_PROXIES", "127.0.0.1")));
        var link = $"{url}/setup?token={ConsoleVisitor.SetupToken}";
        Assert.Contains(link, bifrost.Errors, StringComparison.Ordinal);
        Assert.Equal(link, (await bifrost.RunVerbAsync("setup-link")).Output.Trim());

        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: ingress.Address);
        await Web.Console.ConsoleSite.ClaimAsync(visitor.Page);
        await AssertPagesAsync(visitor.Page, url);
        var cookies = await visitor.Page.Context.CookiesAsync();
        Assert.Contains(cookies, x => x is { Name: "bifrost-session", Secure: true, HttpOnly: true, SameSite: SameSiteAttribute.Lax });
        Assert.All(cookies, x => Assert.True(x.Secure, x.Name));
        visitor.AssertNoConsoleErrors();
        await AssertInviteAndAuditAsync(bifrost, url);
    }

    private static async Task AssertPagesAsync(IPage page, string url)
    {
        await page.GotoAsync("/connect");
        await Assertions.Expect(page.Locator(".snippet")).ToContainTextAsync($"{url}/v1");
        await Assertions.Expect(page.GetByLabel("Base URLs")).ToContainTextAsync($"{url}/openai");
        await page.GotoAsync("/operators");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("bob@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make link" }).ClickAsync();
        await Assertions.Expect(page.Locator(".secret code")).ToContainTextAsync($"{url}/invite?token=");
    }

    private async Task AssertInviteAndAuditAsync(BifrostProcess bifrost, string url)
    {
        using var admin = fleet.Admin(bifrost);
        using var invited = await admin.PostAsJsonAsync("/api/v1/operators", new { email = "eve@example.com", role = "auditor" });
        Assert.StartsWith($"{url}/invite?token=", (await invited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("link").GetString(), StringComparison.Ordinal);
        foreach (var action in new[] { "setup.claimed", "user.invited" })
        {
            var events = (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/audit-events?action={action}")).GetProperty("data").EnumerateArray();
            Assert.Equal(TlsIngress.Visitor, events.Last().GetProperty("source_address").GetString());
        }

        using var stranger = new ConsoleVisitor(bifrost.BaseAddress);
        using var sentAway = await stranger.GetAsync("/audit");
        Assert.Equal(HttpStatusCode.Found, sentAway.StatusCode);
        Assert.Equal("/sign-in?return-url=%2Faudit", sentAway.Headers.Location!.OriginalString);
    }
}
