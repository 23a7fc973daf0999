using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>Names of 64 characters, amounts beyond a billion and twelve budgets of one owner: nothing is cut, overlaps or scrolls sideways, on a desk or a phone.</summary>
[Collection(PageTests.Name)]
public sealed class CrowdedConsoleTests
{
    private static readonly (int Width, bool Dark)[] Looks = Environment.GetEnvironmentVariable("BIFROST_SCREENSHOTS") is { Length: > 0 }
        ? [(1440, false), (1440, true), (400, false), (400, true)]
        : [(1440, true), (400, false)];

    private readonly List<string> _found = [];

    [Fact]
    public async Task Everything_fits_however_long_the_names_and_large_the_amounts_are()
    {
        await using var crowded = await CrowdedHost.StartAsync();
        await using var browser = await Browser.LaunchAsync();
        await using var first = await browser.OpenPageAsync(baseUrl: crowded.Address);
        await ConsoleSite.ClaimAsync(first.Page);
        foreach (var (width, dark) in Looks)
        {
            await using var visitor = await browser.OpenPageAsync(width, dark, crowded.Address);
            await ConsoleSite.SignInAsync(visitor.Page, returnUrl: "/audit");
            await Navigation.AwayFromAsync(visitor.Page, "/sign-in");
            var look = $"{width}-{(dark ? "dark" : "light")}";
            await OwnersAsync(visitor, look);
            await LimitsAsync(visitor, look);
            await KeysAsync(visitor, look);
            await RequestsAsync(crowded, visitor, look);
            visitor.AssertNoConsoleErrors();
        }

        Assert.True(_found.Count == 0, string.Join("\n\n", _found));
    }

    private async Task OwnersAsync(BrowserPage visitor, string look)
    {
        var page = visitor.Page;
        await page.GotoAsync("/customers-and-teams");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Limits of {CrowdedHost.Customer}" })).ToBeVisibleAsync();
        await LookAsync(visitor, $"crowded-tree-{look}");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Limits of {CrowdedHost.Customer}" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Budget 12: dollars")).ToHaveValueAsync("1000000000");
        await LookAsync(visitor, $"crowded-limits-dialog-{look}");
        await dialog.GetByLabel("Budget 1: alerts at, %").FillAsync("80, 50");
        await dialog.GetByLabel("Budget 1: alerts at, %").BlurAsync();
        await Expect(dialog.GetByText("At most ten whole percentages")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByText("Not saved yet: see budget 1.")).ToBeVisibleAsync();
        await dialog.GetByText("Not saved yet").ScrollIntoViewIfNeededAsync();
        await LookAsync(visitor, $"crowded-limits-error-{look}");
        await dialog.GetByLabel("Budget 1: alerts at, %").FillAsync("50");
        await dialog.GetByLabel("Budget 5: dollars").FillAsync("1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByText($"1 key ({CrowdedHost.Key}) would be refused now: $456,789,012.34 of $1.00 a month")).ToBeVisibleAsync();
        await dialog.GetByText("would be refused now").ScrollIntoViewIfNeededAsync();
        await LookAsync(visitor, $"crowded-limits-effect-{look}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        await OpenAsync(visitor, $"Freeze {CrowdedHost.Customer}", "stops working now", $"crowded-freeze-{look}");
        await OpenAsync(visitor, $"Edit {CrowdedHost.Team}", "A key needs both", $"crowded-owner-editor-{look}");
    }

    private async Task LimitsAsync(BrowserPage visitor, string look)
    {
        var page = visitor.Page;
        await page.GotoAsync("/limits");
        await Expect(page.GetByText("$1,234,567,890.12").First).ToBeVisibleAsync();
        await LookAsync(visitor, $"crowded-limits-{look}");
        await OpenAsync(visitor, $"Reset $1,000,000,000.00 a month of key {CrowdedHost.Key}", "is set aside", $"crowded-reset-{look}");
        await OpenAsync(visitor, $"Raise $1,000,000,000.00 a month of key {CrowdedHost.Key}", "Raised now", $"crowded-raise-{look}");
        foreach (var (section, content) in new[] { ("models", "$10,000.00 a call"), ("tags", "No tag is limited"), ("end-users", "for each end user"), ("providers", "no limit") })
        {
            await page.GotoAsync($"/limits?show={section}");
            await Expect(page.GetByText(content)).ToBeVisibleAsync();
            await LookAsync(visitor, $"crowded-limits-{section}-{look}");
        }

        await page.GotoAsync("/limits?show=models");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit model" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByLabel("Amount a call, dollars")).ToBeVisibleAsync();
        await LookAsync(visitor, $"crowded-subject-dialog-{look}");
        await page.GotoAsync("/limits?kind=end_user");
        await page.GetByRole(AriaRole.Link, new() { Name = "All accounts" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByText(CrowdedHost.User)).ToBeVisibleAsync();
        await LookAsync(visitor, $"crowded-accounts-{look}");
    }

    private async Task KeysAsync(BrowserPage visitor, string look)
    {
        var page = visitor.Page;
        await page.GotoAsync("/virtual-keys");
        await Expect(page.GetByText(CrowdedHost.Key).First).ToBeVisibleAsync();
        await LookAsync(visitor, $"crowded-keys-{look}");
        await page.GetByRole(AriaRole.Link, new() { Name = CrowdedHost.Key }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Budgets and limits" })).ToBeVisibleAsync();
        await LookAsync(visitor, $"crowded-key-drawer-{look}");
        await OpenAsync(visitor, "Freeze", "The key stops working now", $"crowded-key-freeze-{look}");
        await OpenAsync(visitor, "Rotate", "Whoever uses the key", $"crowded-key-rotate-{look}");
        await OpenAsync(visitor, "Revoke", "cannot be brought back", $"crowded-key-revoke-{look}");
        await OpenAsync(visitor, "Edit", "Everything else is refused", $"crowded-key-editor-{look}");
    }

    private async Task RequestsAsync(CrowdedHost crowded, BrowserPage visitor, string look)
    {
        var page = visitor.Page;
        foreach (var (url, content, name) in new[]
        {
            ("/requests", "nothing-of-that-name", "requests"),
            ($"/requests/{crowded.Finished}", "One attempt", "request-finished"),
            ($"/requests/{crowded.Refused}", "budget_exceeded", "request-refused"),
            ($"/requests/{crowded.Unpriced}", "Unpriced: the cost is unknown", "request-unpriced"),
            ($"/requests/{Guid.CreateVersion7()}", "No such request, or not yet", "request-under-way"),
            ($"/refusals?q={crowded.Refused}", "Rules are asked in this order", "why"),
            ("/refusals", "Newest refusals", "refusals"),
            ("/statements", "No closed statement here", "statements"),
            ("/", "Needs attention", "overview"),
        })
        {
            await page.GotoAsync(url);
            await Expect(page.GetByText(content).First).ToBeVisibleAsync();
            await LookAsync(visitor, $"crowded-{name}-{look}");
        }

        await page.GotoAsync("/statements");
        await page.GetByRole(AriaRole.Region, new() { Name = "Open statements" }).GetByRole(AriaRole.Link, new() { Name = CrowdedHost.Customer }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByText("List cost")).ToBeVisibleAsync();
        await LookAsync(visitor, $"crowded-statement-{look}");
        await page.GotoAsync("/statements");
        await OpenAsync(visitor, "Add correction", "stands as a line of its own", $"crowded-correction-{look}");
    }

    /// <summary>Opens a dialog, looks at it and closes it; the button that opened it has the focus again.</summary>
    private async Task OpenAsync(BrowserPage visitor, string button, string content, string name)
    {
        var opener = visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true });
        await opener.PressAsync("Enter");
        var dialog = visitor.Page.Locator(".mud-dialog");
        await Expect(dialog.GetByText(content)).ToBeVisibleAsync();
        await LookAsync(visitor, name);
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
        await Expect(opener).ToBeFocusedAsync();
    }

    // All findings are told at once: the journey is long.
    private async Task LookAsync(BrowserPage visitor, string name)
    {
        await visitor.ScreenshotAsync(name);
        foreach (var look in new[] { visitor.AssertFitsWidthAsync, visitor.AssertNothingIsCutAsync, visitor.AssertNoSeriousAxeFindingsAsync })
        {
            if (await Record.ExceptionAsync(look) is { } found)
            {
                _found.Add($"{name}: {found.Message}");
            }
        }
    }
}
