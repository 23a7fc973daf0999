using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>What was used and what is owed, as an admin sees, narrows, exports and closes it.</summary>
[Collection(PageTests.Name)]
public sealed class UsageJourneyTests
{
    private const string Unpriced = "1 call without a price, $0.05 held";

    private static readonly DateTime Now = TimeProvider.System.GetUtcNow().UtcDateTime;
    private static readonly DateTime ThisMonth = new(Now.Year, Now.Month, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Usage_is_broken_down_sorted_narrowed_exported_and_leads_to_its_requests()
    {
        await using var host = await StartAsync();
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/usage");
        await Expect(page.GetByText("Nothing was used in this time")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("usage-empty-1440-light");

        await UsageSeed.FillAsync(host.Services, Now);
        await page.GotoAsync("/usage?by=team");
        await Expect(page.GetByText($" in {Month(ThisMonth)} so far, ")).ToBeVisibleAsync();
        await Expect(page.GetByText($" than in {Month(ThisMonth.AddMonths(-1))} until this day.")).ToBeVisibleAsync();
        await Expect(page.Locator(".apexcharts-bar-series")).ToBeVisibleAsync();
        await Expect(page.Locator(".table-usage tbody tr")).ToHaveCountAsync(5);
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("usage-1440-light");

        await page.GetByRole(AriaRole.Link, new() { Name = "Requests", Exact = true }).Last.ClickAsync();
        await Navigation.ContainsAsync(page, "sort=requests");
        await Expect(page.Locator("th[aria-sort=descending]")).ToContainTextAsync("Requests");
        await ExportEqualsTableAsync(page);
        await NarrowAsync(visitor);
        await BreakAndMendAsync(host, page);
        await page.GotoAsync("/usage?customer=nobody");
        await Expect(page.GetByText("There is no customer “nobody”.")).ToBeVisibleAsync();
        Assert.All(visitor.ConsoleErrors, e => Assert.DoesNotContain("Uncaught", e, StringComparison.Ordinal));
        await LookAsync(browser, host, "/usage?by=team", "usage");
    }

    [Fact]
    public async Task A_month_is_closed_what_comes_late_is_shown_and_the_file_is_the_one_with_the_hash()
    {
        await using var host = await StartAsync();
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/statements");
        await Expect(page.GetByText("No statement yet")).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("statements-empty-1440-light");
        await UsageSeed.FillAsync(host.Services, Now);

        var oldest = ThisMonth.AddMonths(-2);
        var words = oldest.ToString("MMMM yyyy", CultureInfo.InvariantCulture);
        foreach (var month in new[] { oldest, oldest.AddMonths(1) })
        {
            await UsageSeed.AddAsync(host.Services, month.AddDays(2), 0, "acme", r => (r.Model, r.CostNanos, r.ListCostNanos, r.Unpriced, r.HeldNanos) = ("gpt-next", null, null, true, 50_000_000));
            await UsageSeed.AddAsync(host.Services, month.AddDays(2), 0, "acme", r => (r.Outcome, r.Status, r.Attempts, r.InputTokens, r.OutputTokens, r.ListCostNanos) = (UsageOutcome.Refused, 402, 0, 0, 0, 0));
        }

        await page.GotoAsync("/statements");
        await Expect(page.GetByText("No closed statement here.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Newest first")).ToHaveCountAsync(0);
        await StaysInsideAsync(visitor);
        await CloseMonthAsync(visitor, words);
        await Expect(page.GetByText("Newest first")).ToBeVisibleAsync();

        await UsageSeed.AddAsync(host.Services, oldest.AddDays(3), 4_000_000_000, "acme");
        await CorrectAsync(visitor);
        await Expect(page.GetByText("$4.00", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("-$12.50", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Closed statements" }).GetByText(Unpriced)).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Open statements" }).GetByText(Unpriced)).ToHaveCountAsync(1);
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("statements-1440-light");

        await OpenAsync(visitor, words);
        visitor.AssertNoConsoleErrors();
        await LookAsync(browser, host, new Uri(page.Url).PathAndQuery, "statements");
    }

    /// <summary>On a phone what stands below a cost stays inside its card.</summary>
    private static async Task StaysInsideAsync(BrowserPage visitor)
    {
        var page = visitor.Page;
        var size = page.ViewportSize!;
        await page.SetViewportSizeAsync(400, size.Height);
        await Expect(page.GetByText(Unpriced).First).ToBeVisibleAsync();
        var outside = await page.Locator("td > .sub").EvaluateAllAsync<string[]>(
            "all => all.filter(x => x.getBoundingClientRect().right > x.parentElement.getBoundingClientRect().right + 0.5).map(x => x.textContent)");
        Assert.Empty(outside);
        await visitor.ScreenshotAsync("statements-unpriced-400-light");
        await page.SetViewportSizeAsync(size.Width, size.Height);
    }

    private static async Task CloseMonthAsync(BrowserPage visitor, string words)
    {
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = $"Close {words}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByText("This cannot be undone.")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("statements-close-1440-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close month" }).ClickAsync();
        await Expect(page.GetByText("Closed as statements 1 to 3.")).ToBeVisibleAsync();
    }

    private static async Task OpenAsync(BrowserPage visitor, string lateMonth)
    {
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Statement 2", Exact = true }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog, new() { Name = "Statement 2" });
        var hash = await drawer.Locator("dd.mono").First.Locator("button").GetAttributeAsync("data-copy");
        var file = await page.APIRequest.GetAsync((await drawer.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href"))!);
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await file.BodyAsync())));
        await ExplainsAsync(drawer);
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("statement-1440-light");
        await drawer.GetByLabel("Close", new() { Exact = true }).ClickAsync();

        await page.GetByRole(AriaRole.Region, new() { Name = "Open statements" }).GetByRole(AriaRole.Link, new() { Name = "acme" }).First.ClickAsync();
        await Expect(page.GetByText($"adjustment of {lateMonth}")).ToBeVisibleAsync();
        await Expect(page.GetByText("a credit, as agreed")).ToBeVisibleAsync();
        await ExplainsAsync(page.GetByRole(AriaRole.Dialog, new() { Name = "Draft" }));
        await visitor.ScreenshotAsync("statement-draft-1440-light");
    }

    /// <summary>One line of $0.00 with its reason, the sums above, and no line for what was refused.</summary>
    private static async Task ExplainsAsync(ILocator drawer)
    {
        await Expect(drawer.Locator("tbody tr").Filter(new() { HasText = "openai/gpt-next" })).ToContainTextAsync($"$0.00+ {Unpriced}");
        await Expect(drawer.GetByText("1 request of unknown cost, which is not in it")).ToBeVisibleAsync();
        await Expect(drawer.GetByText("$0.05 counted by budgets, and no part of the cost")).ToBeVisibleAsync();
        await Expect(drawer.GetByText("no provider reached")).ToHaveCountAsync(0);
        await Expect(drawer.Locator("tbody tr").Filter(new() { HasTextRegex = new Regex("openai/(?!gpt)") })).ToHaveCountAsync(0);
    }

    private static Task<InProcessBifrost> StartAsync() =>
        InProcessBifrost.StartAsync(environment: new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });

    private static async Task ExportEqualsTableAsync(IPage page)
    {
        var names = await page.Locator(".table-usage tbody tr td:first-child").AllInnerTextsAsync();
        var csv = await page.APIRequest.GetAsync((await page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).GetAttributeAsync("href"))!);
        var lines = (await csv.TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Select(x => x.Trim()), lines[1..].Select(l => l.Split(',')[1]));
        var json = (await (await page.APIRequest.GetAsync((await page.GetByRole(AriaRole.Link, new() { Name = "JSON" }).GetAttributeAsync("href"))!)).JsonAsync())!.Value;
        Assert.Equal("team", json.GetProperty("by").GetString());
        Assert.Equal(names.Select(x => x.Trim()), json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()!));
        Assert.Equal(json.GetProperty("whole").GetProperty("cost_usd").GetDecimal(), json.GetProperty("rows").EnumerateArray().Sum(r => r.GetProperty("amounts").GetProperty("cost_usd").GetDecimal()));
        Assert.Equal(2, (await SeededSite.EventsAsync(page, "export.completed")).Count(e => e.GetProperty("target_kind").GetString() == "usage"));
    }

    private static async Task NarrowAsync(BrowserPage visitor)
    {
        var page = visitor.Page;
        await page.GetByText("Filters", new() { Exact = true }).ClickAsync();
        await page.Locator(".filter-form input[name=customer]").FillAsync("acme");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Expect(page.Locator(".chips")).ToContainTextAsync("acme");
        await page.GetByLabel("Break down by").SelectOptionAsync("tag");
        await Expect(page.GetByText("A request with several tags counts under each.")).ToBeVisibleAsync();
        var row = page.Locator(".table-usage tbody tr").Filter(new() { HasText = "env=ci" });
        var count = Regex.Replace(await row.Locator("td").Nth(1).InnerTextAsync(), "[^0-9]", "");
        await visitor.ScreenshotAsync("usage-tags-1440-light");
        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Navigation.ContainsAsync(page, "/requests?");
        await Expect(page.Locator(".table-requests tbody tr")).ToHaveCountAsync(int.Parse(count, CultureInfo.InvariantCulture));
        await Expect(page.Locator(".chips")).ToContainTextAsync("env=ci");

        await page.GotoAsync("/usage?by=day");
        var day = ThisMonth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await page.GetByLabel("First day").FillAsync(day);
        await page.GetByLabel("Last day").FillAsync(day);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show days" }).ClickAsync();
        await Expect(page.GetByText(ThisMonth.ToString("' on 'd MMMM yyyy", CultureInfo.InvariantCulture))).ToBeVisibleAsync();
        await Expect(page.Locator(".table-usage tbody tr")).ToHaveCountAsync(1);
    }

    private static async Task BreakAndMendAsync(InProcessBifrost host, IPage page)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        await db.Database.ExecuteSqlAsync($"ALTER TABLE usage_totals RENAME TO lost");
        await page.GotoAsync("/usage?by=key");
        await Expect(page.GetByText("Usage could not be shown")).ToBeVisibleAsync();
        await db.Database.ExecuteSqlAsync($"ALTER TABLE lost RENAME TO usage_totals");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.Locator(".table-usage tbody tr")).ToHaveCountAsync(5);
    }

    private static async Task CorrectAsync(BrowserPage visitor)
    {
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Add correction" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Customer Its name").FillAsync("acme");
        await dialog.GetByLabel("Dollars").FillAsync("12,50");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(dialog.GetByText("Dollars with at most nine decimals")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("Say why, in one line")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("statements-correction-1440-light");
        await dialog.GetByLabel("Dollars").FillAsync("-12.50");
        await dialog.GetByLabel("Reason").FillAsync("a credit, as agreed");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(page.GetByText("The correction stands in the customer's oldest open month.")).ToBeVisibleAsync();
    }

    private static async Task LookAsync(Browser browser, InProcessBifrost host, string url, string name)
    {
        // Wide and light is where the journey goes.
        await using var visitor = await browser.OpenPageAsync(400, dark: true, host.BaseAddress);
        await ConsoleSite.SignInAsync(visitor.Page, returnUrl: url);
        await Expect(visitor.Page.Locator(".table").First).ToBeVisibleAsync();
        await visitor.AssertFitsWidthAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync($"{name}-400-dark");
        await using var wide = await browser.OpenPageAsync(dark: true, baseUrl: host.BaseAddress);
        await ConsoleSite.SignInAsync(wide.Page, returnUrl: url);
        await Expect(wide.Page.Locator(".table").First).ToBeVisibleAsync();
        await wide.ScreenshotAsync($"{name}-1440-dark");
    }

    private static string Month(DateTime month) => month.ToString("MMMM", CultureInfo.InvariantCulture);
}
