using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>What a key's budgets look like from the overview and the list of keys, and a rotation with a grace that is chosen.</summary>
[Collection(PageTests.Name)]
public sealed class KeyBudgetJourneyTests
{
    [Fact]
    public async Task A_used_up_budget_needs_attention_is_a_bar_in_the_list_and_its_key_rotates_with_grace()
    {
        await using var host = await BudgetedHost.StartAsync(BudgetedHost.Budget(1), null, BudgetedHost.Budget(0.02m), BudgetedHost.APrice(0.01m), new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        await host.AssertCountersEqualRecordsAsync();
        var team = await host.ReadAsync(db => db.Teams.SingleAsync());
        BudgetedHost.Ok(await host.Host.Services.GetRequiredService<LimitCommands>().SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, true));

        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/");
        await Expect(page.GetByText("Key app has spent $0.02 of $0.02 a month: refuses until ").Last).ToBeVisibleAsync();
        await Expect(page.GetByText("Team research is frozen: nothing of it is served.")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("overview-budgets-1440-light");
        await page.GetByRole(AriaRole.Link, new() { Name = "See the budget" }).ClickAsync();
        await Expect(page.GetByText("used up: refuses until")).ToBeVisibleAsync();
        await Expect(page.Locator(".table tbody tr")).ToHaveCountAsync(1);
        BudgetedHost.Ok(await host.Host.Services.GetRequiredService<LimitCommands>().SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, false));

        await page.GotoAsync("/virtual-keys");
        await Expect(page.GetByText("$0.020 of $0.020 a month").Last).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("key-list-budgets-1440-light");
        await RotateAsync(host, visitor);
        visitor.AssertNoConsoleErrors();
        await using var small = await browser.OpenPageAsync(400, dark: true, host.Host.BaseAddress);
        await ConsoleSite.SignInAsync(small.Page, returnUrl: "/virtual-keys");
        await small.Page.GetByText("app", new() { Exact = true }).First.ClickAsync();
        await Expect(small.Page.GetByRole(AriaRole.Button, new() { Name = "Raise $0.02 a month of key app" })).ToBeVisibleAsync();
        await small.AssertFitsWidthAsync();
        await small.ScreenshotAsync("key-drawer-budgets-400-dark");
    }

    [Fact]
    public async Task What_a_provider_charged_beyond_what_was_held_stands_on_the_request()
    {
        await using var host = await BudgetedHost.StartAsync(null, null, BudgetedHost.Budget(0.1m), BudgetedHost.APriceForOutput(0.001m), new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });
        host.Provider.UsageOf = _ => new TrueUsage(10, 150);
        var (_, _, answer) = await host.ChatAsync(""","max_tokens":100""");
        await host.AssertCountersEqualRecordsAsync();
        var url = $"/requests/{answer.Headers.GetValues("x-request-id").Single()}";
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        await ConsoleSite.ClaimAsync(visitor.Page);
        await using var small = await browser.OpenPageAsync(400, dark: true, host.Host.BaseAddress);
        await ConsoleSite.SignInAsync(small.Page, returnUrl: url);
        await visitor.Page.GotoAsync(url);

        foreach (var (look, name) in new[] { (visitor, "1440-light"), (small, "400-dark") })
        {
            var cost = look.Page.GetByRole(AriaRole.Dialog).GetByLabel("Cost");
            await Expect(cost).ToContainTextAsync("$0.05 more than was held");
            await Expect(cost.Locator("dt", new() { HasTextString = "Held of budgets" }).Locator("+ dd")).ToHaveTextAsync("$0.10");
            await cost.ScrollIntoViewIfNeededAsync();
            await look.AssertNoSeriousAxeFindingsAsync();
            await look.AssertFitsWidthAsync();
            await look.ScreenshotAsync($"request-excess-{name}");
        }
    }

    private static async Task RotateAsync(BudgetedHost host, BrowserPage visitor)
    {
        var page = visitor.Page;
        await page.GetByText("app", new() { Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Rotate app" });
        await Expect(dialog.GetByText("stops working at once")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Combobox).SelectOptionAsync(new SelectOptionValue { Label = "24 hours" });
        await Expect(dialog.GetByText("(24 hours), then it is dead.")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("key-rotate-1440-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await Expect(page.GetByText("The old one works until")).ToBeVisibleAsync();
        // Its budget is used up, which only a key that is known is told.
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);
    }
}
