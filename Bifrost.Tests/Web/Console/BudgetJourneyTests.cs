using System.Net;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>An admin sees what budgets have left, lowers one with its effect named, and freezes.</summary>
[Collection(PageTests.Name)]
public sealed class BudgetJourneyTests
{
    [Fact]
    public async Task Budgets_are_seen_edited_with_their_effect_named_and_frozen()
    {
        var team = new LimitsSpec
        {
            Budgets = [new BudgetSpec(0.05m, "1M", "Europe/Berlin"), new BudgetSpec(5, "1d", Rolling: true, Mode: BudgetMode.Soft)],
            RateLimits = [new RateLimitSpec(RateMetric.Requests, 600, "1m")],
            MaxConcurrency = 20,
        };
        await using var host = await BudgetedHost.StartAsync(BudgetedHost.Budget(1), team, BudgetedHost.Budget(0.10m), BudgetedHost.APrice(0.01m), new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        }

        await host.AssertCountersEqualRecordsAsync();
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);

        await page.GotoAsync("/customers-and-teams");
        await Expect(page.GetByText("$0.04 of $0.05 a month (Europe/Berlin)").Last).ToBeVisibleAsync();
        await Expect(page.GetByText("80 % spent")).ToBeVisibleAsync();
        await Expect(page.GetByText("600 requests a minute · 20 at once")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("budgets-1440-light");

        await LowerAsync(host, visitor);
        await FreezeAsync(host, visitor);
        visitor.AssertNoConsoleErrors();
        await using var small = await browser.OpenPageAsync(400, dark: true, host.Host.BaseAddress);
        await ConsoleSite.SignInAsync(small.Page, returnUrl: "/customers-and-teams");
        await Expect(small.Page.GetByText("$0.04 of $0.02 a month (Europe/Berlin)").Last).ToBeVisibleAsync();
        await small.AssertFitsWidthAsync();
        await small.ScreenshotAsync("budgets-400-dark");
    }

    private static async Task LowerAsync(BudgetedHost host, BrowserPage visitor)
    {
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Limits of research" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Budget 1: dollars")).ToHaveValueAsync("0.05");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("limits-dialog-1440-light");
        await dialog.GetByLabel("Budget 1: dollars").FillAsync("1e308");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByText("Write dollars with a point")).ToBeVisibleAsync();
        await dialog.GetByLabel("Budget 1: dollars").FillAsync("0.02");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByText("1 key (app) would be refused now: $0.04 of $0.02 a month (Europe/Berlin) is spent already. Told at once: the alert of 100 % of $0.02 a month (Europe/Berlin).")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save all the same" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("$0.04 of $0.02 a month (Europe/Berlin)").Last).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);
    }

    private static async Task FreezeAsync(BudgetedHost host, BrowserPage visitor)
    {
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Freeze acme" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Freeze" }).ClickAsync();
        await Expect(page.GetByText("frozen", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await host.ChatAsync()).Status);

        await page.GotoAsync("/virtual-keys");
        await page.GetByText("app", new() { Exact = true }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Budgets and limits" })).ToBeVisibleAsync();
        await Expect(page.GetByText("$0.04 of $0.10 a month").Last).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("key-budgets-1440-light");
    }
}
