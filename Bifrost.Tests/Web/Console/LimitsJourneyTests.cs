using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>An admin limits a tag on the page of limits, sees it refuse a real call, resets it and raises it.</summary>
[Collection(PageTests.Name)]
public sealed class LimitsJourneyTests
{
    private const string Chat = "x-bf-tags:feature=chat";

    private static readonly Dictionary<string, string> Setup = new() { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken };

    [Fact]
    public async Task A_tag_is_limited_refuses_a_call_and_is_reset_and_raised()
    {
        await using var host = await BudgetedHost.StartAsync(null, null, null, BudgetedHost.APrice(0.01m), Setup);
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/limits");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No budget yet" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "What is limited" }).GetByRole(AriaRole.Link, new() { Name = "Tags" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No tag is limited" })).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("limits-empty-1440-light");

        await LimitTheTagAsync(visitor);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: Chat)).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: Chat)).Status);
        var refused = await host.ChatAsync(headers: Chat);
        Assert.Equal((HttpStatusCode.PaymentRequired, "budget_exceeded"), (refused.Status, BudgetedHost.CodeOf(refused.Body)));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        await host.AssertCountersEqualRecordsAsync();

        await ResetAsync(host, visitor);
        await RaiseAsync(host, visitor);
        visitor.AssertNoConsoleErrors();
        var events = await host.ReadAsync(db => db.AuditEvents.Where(x => x.Action == AuditActions.BudgetReset || x.Action == AuditActions.BudgetRaised).OrderBy(x => x.Sequence).Select(x => $"{x.Action} {x.Reason} {x.Target}").ToListAsync());
        Assert.Equal(["budget.reset wrong tag in the test run tag feature=chat", "budget.overridden the demo goes on tag feature=chat", "budget.overridden  tag feature=chat"], events);
    }

    [Fact]
    public async Task What_a_lost_node_held_is_told_and_released()
    {
        await using var host = await BudgetedHost.StartAsync(null, BudgetedHost.Budget(5), null, BudgetedHost.APrice(0.01m), Setup);
        await host.ReadAsync(async db =>
        {
            var renewed = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-20);
            db.BudgetLeases.Add(new BudgetLease { NodeId = "0123456789abcdef0123456789abcdef", BudgetNumber = 1, Nanos = 1_250_000_000, RenewedAt = renewed });
            return await db.SaveChangesAsync();
        });
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/limits");
        var notice = page.GetByText("It held $1.25 of 1 budget");
        await Expect(notice).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("limits-lost-node-1440-light");
        await using (var small = await browser.OpenPageAsync(400, dark: true, host.Host.BaseAddress))
        {
            await ConsoleSite.SignInAsync(small.Page, returnUrl: "/limits");
            await Expect(small.Page.GetByText("It held $1.25 of 1 budget")).ToBeVisibleAsync();
            await small.AssertFitsWidthAsync();
            await small.ScreenshotAsync("limits-lost-node-400-dark");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await Expect(notice).ToBeHiddenAsync();
        Assert.Equal(0, await host.ReadAsync(db => db.BudgetLeases.CountAsync()));
        visitor.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Budgets_stand_in_the_order_of_their_share_and_fit_a_phone_in_every_section()
    {
        await using var host = await BudgetedHost.StartAsync(BudgetedHost.Budget(1), BudgetedHost.Budget(0.05m), BudgetedHost.Budget(0.04m), BudgetedHost.APrice(0.01m), Setup);
        var limits = host.Host.Services.GetRequiredService<LimitCommands>();
        BudgetedHost.Ok(await limits.CreateSubjectAsync(Actor.CommandLine, new(LimitSubjectKind.EndUser, "*", BudgetedHost.Budget(0.08m, "1d"))));
        BudgetedHost.Ok(await limits.CreateSubjectAsync(Actor.CommandLine, new(LimitSubjectKind.Model, "fake/*", BudgetedHost.Budget(100), UnpricedRule.Hold, 0.05m)));
        await host.ReadAsync(db => db.LimitSubjects.Where(x => x.Kind == LimitSubjectKind.Model).ExecuteUpdateAsync(x => x.SetProperty(s => s.FromFile, true)));
        var provider = await host.ReadAsync(db => db.Providers.SingleAsync());
        BudgetedHost.Ok(await limits.SetAsync(Actor.CommandLine, LimitOwnerKind.Provider, provider.Id, provider.Version, new LimitsSpec { RateLimits = [new(RateMetric.Requests, 600, "1m")] }));
        foreach (var user in new[] { "alice", "alice", "alice", "bob" })
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: $"x-bf-end-user:{user}")).Status);
        }

        await host.AssertCountersEqualRecordsAsync();
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/limits");
        await Expect(page.Locator(".table tbody tr")).ToHaveCountAsync(5);
        Assert.Equal(["app", "research", "each end user", "acme", "fake/*"], await page.Locator(".table tbody tr td:first-child strong").AllInnerTextsAsync());
        await Expect(page.GetByText("used up: refuses until")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("limits-1440-light");

        await FromTheFileAsync(page);
        await page.GetByLabel("How much is spent").SelectOptionAsync("near");
        await Expect(page.Locator(".table tbody tr")).ToHaveCountAsync(2);
        await page.GotoAsync("/limits?kind=end_user");
        await page.GetByRole(AriaRole.Link, new() { Name = "All accounts" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByText("alice")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByText("bob")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("limits-accounts-1440-light");
        var csv = await (await page.APIRequest.GetAsync("/limits/export?kind=end_user")).TextAsync();
        Assert.Contains("end_user,*,alice,0.08,1d,UTC,false,hard,0.03,0,0.05", csv, StringComparison.Ordinal);
        visitor.AssertNoConsoleErrors();
        await AtAPhoneAsync(host, browser);
    }

    private static async Task LimitTheTagAsync(BrowserPage visitor)
    {
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Limit a tag" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByPlaceholder("feature").FillAsync("fea,ture");
        await dialog.GetByPlaceholder("chat").FillAsync("chat");
        await dialog.GetByLabel("Budget 1: dollars").FillAsync("0.02");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByText("printable ASCII characters")).ToBeVisibleAsync();
        await dialog.GetByPlaceholder("feature").FillAsync("feature");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await dialog.GetByText("How periods, modes and alerts work").ClickAsync();
        await visitor.ScreenshotAsync("limits-subject-dialog-1440-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("$0.00 of $0.02 a month").Last).ToBeVisibleAsync();
    }

    private static async Task ResetAsync(BudgetedHost host, BrowserPage visitor)
    {
        var page = visitor.Page;
        await page.GotoAsync("/limits?state=used-up");
        await Expect(page.GetByText("used up: refuses until")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset $0.02 a month of tag feature=chat" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("$0.02 spent since 1 ")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("the next calls count from $0.00; the records stay")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await Expect(dialog.GetByText("Write why")).ToBeVisibleAsync();
        await dialog.GetByLabel("Reason").FillAsync("wrong tag in the test run");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("limits-reset-1440-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await Expect(page.GetByText("Nothing matches")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: Chat)).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: Chat)).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(headers: Chat)).Status);
        await host.AssertCountersEqualRecordsAsync();
    }

    private static async Task RaiseAsync(BudgetedHost host, BrowserPage visitor)
    {
        var page = visitor.Page;
        await page.GotoAsync("/limits?show=tags");
        var raise = page.GetByRole(AriaRole.Button, new() { Name = "Raise $0.02 a month of tag feature=chat" });
        await raise.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Raise" }).ClickAsync();
        await Expect(dialog.GetByText("Write dollars with a point, more than 0")).ToBeVisibleAsync();
        await dialog.GetByLabel("Raise by, dollars").FillAsync("0.01");
        await Expect(dialog.GetByLabel("Until (UTC)")).Not.ToHaveValueAsync("");
        await dialog.GetByLabel("Reason").FillAsync("the demo goes on");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("limits-raise-1440-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Raise" }).ClickAsync();
        await Expect(page.GetByText("$0.02 of $0.03 a month ($0.02 + $0.01 until 1 ").Last).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: Chat)).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(headers: Chat)).Status);

        await raise.ClickAsync();
        await Expect(dialog.GetByText("Raised now")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "End raise now" }).ClickAsync();
        await Expect(page.GetByText("of $0.02 a month").Last).ToBeVisibleAsync();
    }

    /// <summary>What the governance file says is changed there; a freeze and a reset are an operator's.</summary>
    private static async Task FromTheFileAsync(IPage page)
    {
        await page.GotoAsync("/limits?show=models");
        await Expect(page.GetByText("file", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(["Reset", "Freeze"], await page.Locator(".table tbody button").AllInnerTextsAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Freeze model fake/*" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Freeze" }).ClickAsync();
        await Expect(page.GetByText("frozen: nothing is served")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Unfreeze model fake/*" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByText("Calls of model fake/* are served again from now on")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Lift the freeze" }).ClickAsync();
        await Expect(page.GetByText("frozen: nothing is served")).ToBeHiddenAsync();
        await page.GotoAsync("/limits");
    }

    private static async Task AtAPhoneAsync(BudgetedHost host, Browser browser)
    {
        await using var small = await browser.OpenPageAsync(400, dark: true, host.Host.BaseAddress);
        await ConsoleSite.SignInAsync(small.Page, returnUrl: "/limits");
        await Expect(small.Page.GetByText("used up: refuses until")).ToBeVisibleAsync();
        await small.AssertFitsWidthAsync();
        await small.ScreenshotAsync("limits-400-dark");
        foreach (var (section, content) in new[] { ("models", "$0.05 a call"), ("end-users", "for each end user"), ("providers", "600 requests a minute") })
        {
            await small.Page.GotoAsync($"/limits?show={section}");
            await Expect(small.Page.GetByText(content)).ToBeVisibleAsync();
            await small.AssertFitsWidthAsync();
            await small.AssertNoSeriousAxeFindingsAsync();
            await small.ScreenshotAsync($"limits-{section}-400-dark");
        }
    }
}
