using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Persistence;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>What an auditor sees of alerts and webhooks: everything but the query of an address, and nothing to change them by.</summary>
[Collection(PageTests.Name)]
public sealed class AuditorAlertTests
{
    [Fact]
    public async Task An_auditor_sees_alerts_and_webhooks_and_cannot_change_them()
    {
        SetDefaultExpectTimeout(30_000);
        await using var site = await ConsoleSite.StartAsync();
        await using var admin = await site.OpenAsync();
        await ConsoleSite.ClaimAsync(admin.Page);
        var services = site.Bifrost.Services;
        var commands = services.GetRequiredService<WebhookCommands>();
        var webhook = (await commands.CreateAsync(Actor.CommandLine, new WebhookSpec("ops", "https://hooks.invalid/bifrost?token=canary", [], false))).Value.Webhook;
        Assert.True((await commands.TestAsync(Actor.CommandLine, webhook.Id)).IsOk);
        await using var auditor = await JoinAsync(site, admin.Page);
        var page = auditor.Page;

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.True(await services.GetRequiredService<AlertBook>().RaiseAsync(NodeAlert.OfJournal(Guid.CreateVersion7(), "node-7", now, now)));
        await AssertSeesTheNodeAsync(page);
        await auditor.AssertNoSeriousAxeFindingsAsync();

        await page.GotoAsync("/alerts?view=webhooks&create=true");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "ops" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Add webhook" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "ops" }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog, new() { Name = "ops" });
        await Expect(drawer.Locator(".deliveries li")).ToHaveCountAsync(2);
        await Expect(drawer.GetByText("https://hooks.invalid/bifrost", new() { Exact = true })).ToBeVisibleAsync();
        Assert.DoesNotContain("canary", await page.ContentAsync(), StringComparison.Ordinal);
        foreach (var action in new[] { "Send a test", "Send again", "Edit", "Rotate secret", "Disable", "Enable", "Delete" })
        {
            await Expect(drawer.GetByRole(AriaRole.Button, new() { Name = action })).ToHaveCountAsync(0);
        }

        await auditor.AssertNoSeriousAxeFindingsAsync();
        await auditor.ScreenshotAsync("webhook-drawer-auditor-1440-light");
        await AssertRefusedAsync(site, page, webhook);
    }

    /// <summary>In the list, and in the bell, whose read mark is everybody's own.</summary>
    private static async Task AssertSeesTheNodeAsync(IPage page)
    {
        await page.GotoAsync("/alerts");
        await Expect(page.Locator(".table-alerts tbody tr").Filter(new() { HasText = "node-7 cannot keep its journal" })).ToBeVisibleAsync();
        await Expect(page.Locator(".bell > summary")).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("[1-9] unread"));
        await page.Locator(".bell > summary").ClickAsync();
        await Expect(page.Locator(".bell-list li").First).ToContainTextAsync("It refuses calls with 503 (accounting_unavailable) until it can: look at its disk.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();
        await Expect(page.Locator(".bell > summary")).ToHaveAccessibleNameAsync("Alerts");
    }

    private static async Task AssertRefusedAsync(ConsoleSite site, IPage page, Webhook webhook)
    {
        var one = $"/api/v1/webhooks/{webhook.Id}";
        foreach (var (method, path) in new[] { ("POST", "/api/v1/webhooks"), ("PUT", one), ("DELETE", one), ("POST", one + "/disable"), ("POST", one + "/rotate"), ("POST", one + "/test") })
        {
            var answer = await page.APIRequest.FetchAsync(path, new() { Method = method, Headers = new Dictionary<string, string> { ["x-bf-csrf"] = "1" } });
            Assert.Equal((method, path, 403), (method, path, answer.Status));
        }

        Assert.Equal(200, (await page.APIRequest.GetAsync(one + "/deliveries")).Status);
        Assert.Equal(200, (await page.APIRequest.GetAsync("/api/v1/alerts")).Status);
        var commands = site.Bifrost.Services.GetRequiredService<WebhookCommands>();
        var refused = await commands.SetEnabledAsync(Actor.CommandLine with { Role = Role.Auditor }, webhook.Id, enabled: false);
        Assert.Equal(ResultKind.Forbidden, refused.Kind);
        await using var db = await site.Bifrost.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        var after = await db.Webhooks.AsNoTracking().SingleAsync();
        Assert.Equal((webhook.Version, webhook.LastFour, null), (after.Version, after.LastFour, after.DisabledAt));
    }

    private static async Task<BrowserPage> JoinAsync(ConsoleSite site, IPage admin)
    {
        await admin.GotoAsync("/operators");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await admin.GetByLabel("E-mail").FillAsync("bob@example.com");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make link" }).ClickAsync();
        var auditor = await site.OpenAsync();
        await auditor.Page.GotoAsync(await admin.Locator(".secret code").InnerTextAsync());
        await auditor.Page.GetByLabel("Name").FillAsync("Bob");
        await auditor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("another long password");
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Navigation.AwayFromAsync(auditor.Page, "/invite");
        return auditor;
    }
}
