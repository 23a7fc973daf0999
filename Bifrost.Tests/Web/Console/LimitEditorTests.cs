using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>The editor of limits: thresholds, two people at once, a database that fails; and freezes that ask both ways, with a reason.</summary>
[Collection(PageTests.Name)]
public sealed class LimitEditorTests
{
    private static readonly Dictionary<string, string> Setup = new() { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken };

    [Fact]
    public async Task Thresholds_are_edited_checked_when_left_and_saved()
    {
        await using var host = await BudgetedHost.StartAsync(null, BudgetedHost.Budget(100), null, BudgetedHost.APrice(0.01m), Setup);
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await OpenAsync(host, browser);
        var dialog = await OpenLimitsAsync(visitor.Page);
        var alerts = dialog.GetByLabel("Budget 1: alerts at, %");
        await Expect(alerts).ToHaveValueAsync("50, 80, 100");
        await Expect(dialog.GetByText("Alerts at $50.00, $80.00 and $100.00 spent.")).ToBeVisibleAsync();
        foreach (var (text, wrong) in new[] { ("half", "Write whole percentages parted by commas"), ("80, 50", "ascending, each once") })
        {
            await alerts.FillAsync(text);
            await alerts.BlurAsync();
            await Expect(dialog.GetByText(wrong)).ToBeVisibleAsync();
            await Expect(alerts).ToHaveAttributeAsync("aria-invalid", "true");
        }

        await alerts.FillAsync("25, 90 %");
        await alerts.PressAsync("Enter");
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal([25, 90], (await host.ReadAsync(db => db.Budgets.SingleAsync())).Thresholds);

        await OpenLimitsAsync(visitor.Page);
        await alerts.FillAsync("");
        await alerts.BlurAsync();
        await Expect(dialog.Locator(".limit-note")).ToHaveTextAsync("Never alerts.");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Empty((await host.ReadAsync(db => db.Budgets.SingleAsync())).Thresholds);
        await visitor.Page.GotoAsync("/limits");
        await Expect(visitor.Page.GetByText("never alerts").First).ToBeVisibleAsync();
        visitor.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Two_people_who_edit_the_same_limits_see_both_versions()
    {
        await using var host = await BudgetedHost.StartAsync(null, BudgetedHost.Budget(100), null, BudgetedHost.APrice(0.01m), Setup);
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await OpenAsync(host, browser);
        var dialog = await OpenLimitsAsync(visitor.Page);
        await dialog.GetByLabel("Budget 1: dollars").FillAsync("70");
        await ChangeAsync(host, 60);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Cell, new() { Name = "$70 a month, alerts at 50, 80, 100" })).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Cell, new() { Name = "$60 a month, alerts at 50, 80, 100" })).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("limits-conflict-1440-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take theirs" }).ClickAsync();
        await Expect(dialog.GetByLabel("Budget 1: dollars")).ToHaveValueAsync("60");
        await dialog.GetByLabel("Budget 1: dollars").FillAsync("80");
        await ChangeAsync(host, 90);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep mine" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal(80m, (await host.ReadAsync(db => db.Budgets.SingleAsync())).Limit.ToDollars());
    }

    [Fact]
    public async Task Two_people_who_edit_the_limits_of_a_model_see_both_versions()
    {
        await using var host = await BudgetedHost.StartAsync(null, null, null, BudgetedHost.APrice(0.01m), Setup);
        var commands = host.Host.Services.GetRequiredService<LimitCommands>();
        var stored = BudgetedHost.Ok(await commands.CreateSubjectAsync(Actor.CommandLine, new(LimitSubjectKind.Model, "fake/*", BudgetedHost.Budget(100))));
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await OpenAsync(host, browser);
        var page = visitor.Page;
        await page.GotoAsync("/limits?show=models");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit model fake/*" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Budget 1: alerts at, %").FillAsync("10");
        BudgetedHost.Ok(await commands.UpdateSubjectAsync(Actor.CommandLine, stored.Id, stored.Version, new(LimitSubjectKind.Model, "fake/*", BudgetedHost.Budget(100), UnpricedRule.Allow)));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Row, new() { Name = "Calls whose cost cannot be known are refused are sent" })).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Keep mine" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        Assert.Equal([10], (await host.ReadAsync(db => db.Budgets.SingleAsync())).Thresholds);
        Assert.Equal(UnpricedRule.Refuse, (await host.ReadAsync(db => db.LimitSubjects.SingleAsync())).Unpriced);
    }

    [Fact]
    public async Task Limits_that_cannot_be_read_say_so_in_the_dialog_and_can_be_tried_again()
    {
        await using var host = await BudgetedHost.StartAsync(null, BudgetedHost.Budget(100), null, BudgetedHost.APrice(0.01m), Setup);
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await OpenAsync(host, browser);
        await host.ReadAsync(db => db.Database.ExecuteSqlAsync($"ALTER TABLE rate_limits RENAME TO lost"));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Limits of research" }).ClickAsync();
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("These limits could not be shown")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("limits-dialog-failed-1440-light");
        await host.ReadAsync(db => db.Database.ExecuteSqlAsync($"ALTER TABLE lost RENAME TO rate_limits"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(dialog.GetByLabel("Budget 1: dollars")).ToHaveValueAsync("100");
    }

    [Theory]
    [InlineData(1440, false)]
    [InlineData(400, true)]
    public async Task A_freeze_and_its_end_are_asked_about_by_keyboard_alone_with_a_reason(int width, bool dark)
    {
        await using var host = await BudgetedHost.StartAsync(null, null, null, BudgetedHost.APrice(0.01m), Setup);
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await OpenAsync(host, browser, width, dark);
        var page = visitor.Page;
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Freeze research" }).PressAsync("Enter");
        await Expect(dialog.GetByText("1 key (app) stops working now and open streams end, whatever is left of budgets.")).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("a leak");
        await page.Keyboard.PressAsync("Enter");
        var lift = page.GetByRole(AriaRole.Button, new() { Name = "Unfreeze research" });
        await Expect(lift).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog.GetByText("1 key (app) works again from now on, as far as budgets and limits go.")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.AssertFitsWidthAsync();
        await visitor.ScreenshotAsync($"unfreeze-{width}-{(dark ? "dark" : "light")}");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(lift).ToBeFocusedAsync();
        Assert.True((await host.ReadAsync(db => db.Teams.SingleAsync())).Frozen);

        var customer = await host.ReadAsync(db => db.Customers.SingleAsync());
        BudgetedHost.Ok(await host.Host.Services.GetRequiredService<LimitCommands>().SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Customer, customer.Id, true));
        await page.ReloadAsync();
        await lift.PressAsync("Enter");
        await Expect(dialog.GetByText("Customer acme is frozen too: nothing is served until that is lifted as well.")).ToBeVisibleAsync();
        await Expect(dialog.GetByLabel("Reason")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("found it");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Freeze research" })).ToBeFocusedAsync();
        var events = await host.ReadAsync(db => db.AuditEvents.Where(x => x.Action == AuditActions.OwnerFrozen || x.Action == AuditActions.OwnerUnfrozen).OrderBy(x => x.Sequence).Select(x => $"{x.Action} {x.Reason}").ToListAsync());
        Assert.Equal(["owner.frozen a leak", "owner.frozen ", "owner.unfrozen found it"], events);
        visitor.AssertNoConsoleErrors();
    }

    private static async Task<BrowserPage> OpenAsync(BudgetedHost host, Browser browser, int width = 1440, bool dark = false)
    {
        var visitor = await browser.OpenPageAsync(width, dark, host.Host.BaseAddress);
        await ConsoleSite.ClaimAsync(visitor.Page);
        await visitor.Page.GotoAsync("/customers-and-teams");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Limits of research" })).ToBeVisibleAsync();
        return visitor;
    }

    private static async Task<ILocator> OpenLimitsAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Limits of research" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Budget 1: dollars")).ToBeVisibleAsync();
        return page.GetByRole(AriaRole.Dialog);
    }

    private static async Task ChangeAsync(BudgetedHost host, decimal dollars)
    {
        var team = await host.ReadAsync(db => db.Teams.SingleAsync());
        BudgetedHost.Ok(await host.Host.Services.GetRequiredService<LimitCommands>().SetAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, team.Version, BudgetedHost.Budget(dollars)));
    }
}
