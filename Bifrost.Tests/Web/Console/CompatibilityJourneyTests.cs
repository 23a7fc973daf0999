using System.Text.RegularExpressions;
using Bifrost.Tests.Testing;
using Bifrost.Web.Console.Compatibility;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>The published table of dialects, in the console.</summary>
[Collection(PageTests.Name)]
public sealed class CompatibilityJourneyTests
{
    [Fact]
    public void The_table_has_every_pair_with_every_feature_and_a_reason_for_every_loss()
    {
        var table = ConformanceTable.Published;
        Assert.Equal(6, table.Dialects.Count);
        Assert.Equal(36 * table.Features.Count, table.Cells.Count);
        Assert.All(table.Cells, x => Assert.Equal(x.Verdict is "lossy" or "no", x.Notes.Count > 0));
        Assert.All(table.Cells, x => Assert.Contains(x.Verdict, (string[])["yes", "lossy", "no", "–"]));
    }

    [Fact]
    public async Task The_table_is_found_beside_the_providers_and_says_what_a_pair_loses()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/providers");
        await page.GetByRole(AriaRole.Link, new() { Name = "Compatibility", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Compatibility" })).ToBeVisibleAsync();
        await Expect(page.Locator(".table-compatibility tbody tr")).ToHaveCountAsync(6);
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("compatibility-1440-light");

        await page.GetByLabel("Feature", new() { Exact = true }).SelectOptionAsync("Streamed tools");
        await Expect(page).ToHaveURLAsync(new Regex("feature=Streamed"));
        await Expect(page.Locator(".card.lost li").First).ToContainTextAsync("Arguments piece by piece: Gemini has whole arguments alone");
        await visitor.ScreenshotAsync("compatibility-feature-1440-light");
        await page.GetByRole(AriaRole.Link, new() { Name = "lossy : Gemini to Anthropic" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("caller=Gemini&upstream=Anthropic$"));
        await Expect(page.Locator(".table-compatibility tbody tr")).ToHaveCountAsync(ConformanceTable.Published.Features.Count);
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("compatibility-pair-1440-light");
        await page.GotoAsync("/providers?view=compatibility&caller=Nobody");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No such dialect or feature" })).ToBeVisibleAsync();
        await page.GotoAsync("/providers/compatibility");
        await Expect(page).ToHaveURLAsync(new Regex("/providers\\?view=compatibility$"));
        await Expect(page.Locator(".table-compatibility tbody tr")).ToHaveCountAsync(6);
        visitor.AssertNoConsoleErrors();
        await OnOthersAsync(site);
    }

    private static async Task OnOthersAsync(ConsoleSite site)
    {
        foreach (var (width, dark) in ((int, bool)[])[(400, false), (400, true), (1440, true)])
        {
            await using var other = await site.OpenAsync(width, dark);
            await ConsoleSite.SignInAsync(other.Page, returnUrl: "/providers?view=compatibility&feature=Thinking");
            await Expect(other.Page.Locator(".table-compatibility tbody tr")).ToHaveCountAsync(6);
            await other.AssertFitsWidthAsync();
            await other.AssertNoSeriousAxeFindingsAsync();
            await other.ScreenshotAsync($"compatibility-{width}-{(dark ? "dark" : "light")}");
        }
    }
}
