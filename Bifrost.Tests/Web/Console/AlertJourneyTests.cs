using System.Diagnostics;
using System.Net;
using Bifrost.Tests.Domain.Alerts;
using Bifrost.Tests.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>The bell rings while the page is open; the list is filtered by its address; a webhook is set up, tested and rotated.</summary>
[Collection(PageTests.Name)]
public sealed class AlertJourneyTests
{
    [Fact]
    public async Task The_bell_rings_without_a_reload_and_the_list_is_filtered_by_its_address()
    {
        await using var host = await StartAsync();
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/alerts");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No alert yet" })).ToBeVisibleAsync();
        await Expect(Bell(page)).ToHaveAccessibleNameAsync("Alerts");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("alerts-empty-1440-light");

        foreach (var (calls, unread) in ((int, int)[])[(3, 1), (1, 2)])
        {
            await SpendAsync(host, calls);
            await Expect(Bell(page)).ToHaveAccessibleNameAsync($"Alerts, {unread} unread");
        }

        await SpendAsync(host, 1);
        var posted = Stopwatch.GetTimestamp();
        await Expect(Bell(page)).ToHaveAccessibleNameAsync("Alerts, 3 unread");
        TestContext.Current.TestOutputHelper?.WriteLine($"The bell rang after {Stopwatch.GetElapsedTime(posted).TotalSeconds:0.0} s.");
        await Expect(page.Locator(".table-alerts tbody tr")).ToHaveCountAsync(3);
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "New alert: " })).ToHaveCountAsync(1);

        await ReadAllAsync(visitor);

        await page.GetByLabel("Severity").SelectOptionAsync("warning");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("severity=warning"));
        await Expect(page.Locator(".table-alerts tbody tr")).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "research", Exact = true })).ToHaveAttributeAsync("href", "/customers-and-teams?q=research");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("alerts-1440-light");
        visitor.AssertNoConsoleErrors();
        await AssertFitsAsync(host, browser);
    }

    private static async Task ReadAllAsync(BrowserPage visitor)
    {
        var page = visitor.Page;
        await Bell(page).ClickAsync();
        await Expect(page.Locator(".bell-list").GetByText("Team research has spent $0.05 of $0.05 a month (100 %)").First).ToBeVisibleAsync();
        await Expect(page.Locator(".bell-list li").First.GetByText("failed")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("bell-1440-light");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read" }).ClickAsync();
        await Expect(Bell(page)).ToHaveAccessibleNameAsync("Alerts");
        await page.Keyboard.PressAsync("Escape");
    }

    private static async Task AssertFitsAsync(BudgetedHost host, Browser browser)
    {
        await using var small = await browser.OpenPageAsync(400, dark: true, host.Host.BaseAddress);
        await ConsoleSite.SignInAsync(small.Page, returnUrl: "/alerts");
        await Expect(small.Page.Locator(".table-alerts tbody tr")).ToHaveCountAsync(3);
        await small.AssertFitsWidthAsync();
        await small.AssertNoSeriousAxeFindingsAsync();
        await small.ScreenshotAsync("alerts-400-dark");
        await Bell(small.Page).ClickAsync();
        await Expect(small.Page.Locator(".bell-list")).ToBeVisibleAsync();
        await small.AssertFitsWidthAsync();
        await small.ScreenshotAsync("bell-400-dark");
    }

    [Fact]
    public async Task A_webhook_is_added_tested_rotated_and_gets_the_next_alert()
    {
        await using var host = await StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);

        await page.GotoAsync("/alerts?view=webhooks");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        var secret = await AddAsync(visitor, receiver);
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog, new() { Name = "ops" });
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Expect(drawer.GetByText("delivered", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal([0], Assert.Single(receiver.Received).SignaturesOf(secret));

        foreach (var (calls, delivered) in new[] { (3, 2), (1, 3), (1, 4) })
        {
            await SpendAsync(host, calls);
            await Expect(drawer.GetByText("delivered", new() { Exact = true })).ToHaveCountAsync(delivered);
        }

        Assert.Equal(3, receiver.Received.Count(x => x.Json.GetProperty("type").GetString() == "budget.threshold_reached"));
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("webhook-drawer-1440-light");

        await drawer.GetByRole(AriaRole.Button, new() { Name = "Rotate secret" }).ClickAsync();
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Rotate secret" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "A new secret for ops" })).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("webhook-rotated-1440-light");
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(drawer.GetByText("the former one signs too")).ToBeVisibleAsync();
        visitor.AssertNoConsoleErrors();
        await AssertWebhooksFitAsync(host, browser);
    }

    private static async Task AssertWebhooksFitAsync(BudgetedHost host, Browser browser)
    {
        await using var small = await browser.OpenPageAsync(400, dark: true, host.Host.BaseAddress);
        await ConsoleSite.SignInAsync(small.Page, returnUrl: "/alerts?view=webhooks");
        await Expect(small.Page.GetByText("every alert")).ToBeHiddenAsync();
        await Expect(small.Page.GetByRole(AriaRole.Link, new() { Name = "ops" })).ToBeVisibleAsync();
        await small.AssertFitsWidthAsync();
        await small.ScreenshotAsync("webhooks-400-dark");
        await small.Page.GetByRole(AriaRole.Link, new() { Name = "ops" }).ClickAsync();
        await Expect(small.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await small.AssertFitsWidthAsync();
        await small.ScreenshotAsync("webhook-drawer-400-dark");
        await AssertOfTheFileAsync(host, small);
    }

    private static async Task AssertOfTheFileAsync(BudgetedHost host, BrowserPage visitor)
    {
        await host.ReadAsync(db => db.Webhooks.ExecuteUpdateAsync(x => x.SetProperty(w => w.FromFile, true)));
        await visitor.Page.GotoAsync("/alerts?view=webhooks");
        await Expect(visitor.Page.Locator(".table .mark")).ToHaveTextAsync("file");
        await visitor.AssertFitsWidthAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "ops" }).ClickAsync();
        var drawer = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(drawer.GetByText("Managed by the governance file: change it there.")).ToBeVisibleAsync();
        await Expect(drawer.GetByRole(AriaRole.Button, new() { Name = "Rotate secret" })).ToBeVisibleAsync();
        await Expect(drawer.GetByRole(AriaRole.Button, new() { Name = "Disable" })).ToBeVisibleAsync();
        await Expect(drawer.GetByRole(AriaRole.Button, new() { Name = "Edit" })).ToHaveCountAsync(0);
        await Expect(drawer.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToHaveCountAsync(0);
        await visitor.AssertFitsWidthAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("webhook-of-the-file-400-dark");
    }

    private static ILocator Bell(IPage page) => page.Locator(".bell > summary");

    private static async Task<string> AddAsync(BrowserPage visitor, WebhookReceiver receiver)
    {
        var page = visitor.Page;
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("ops");
        await dialog.GetByLabel("URL").FillAsync(receiver.Url.ToString());
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Expect(dialog.GetByText("Use https: http is for receivers on a private network")).ToBeVisibleAsync();
        await dialog.GetByLabel("The receiver is on a private network").CheckAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("webhook-dialog-1440-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Webhook ops is ready" })).ToBeVisibleAsync();
        return await page.Locator(".secret code").InnerTextAsync();
    }

    private static Task<BudgetedHost> StartAsync()
    {
        return BudgetedHost.StartAsync(null, BudgetedHost.Budget(0.05m), null, BudgetedHost.APrice(0.01m), new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });
    }

    /// <summary>A fifth of the budget each. Thresholds that are passed in one look are one alert.</summary>
    private static async Task SpendAsync(BudgetedHost host, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        }
    }
}
