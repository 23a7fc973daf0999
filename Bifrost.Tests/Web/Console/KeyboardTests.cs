using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>Everything works without a pointer, and nothing is out of reach on a phone.</summary>
[Collection(PageTests.Name)]
public sealed class KeyboardTests
{
    [Fact]
    public async Task A_drawer_keeps_the_focus_closes_on_escape_and_gives_it_back()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/providers");
        var page = visitor.Page;
        var link = page.GetByRole(AriaRole.Link, new() { Name = "openai", Exact = true });
        await link.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var drawer = page.GetByRole(AriaRole.Dialog);
        await Expect(drawer.GetByRole(AriaRole.Button, new() { Name = "Test connection" })).ToBeVisibleAsync();
        await Expect(drawer).ToBeFocusedAsync();

        for (var i = 0; i < 12; i++)
        {
            await page.Keyboard.PressAsync(i < 8 ? "Tab" : "Shift+Tab");
            Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.drawer').contains(document.activeElement)"), $"The focus left the drawer at the stop {i}.");
        }

        await page.Keyboard.PressAsync("Escape");
        await Expect(drawer).ToHaveCountAsync(0);
        await Expect(link).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_dialog_keeps_the_focus_and_its_first_field_has_it()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/models-and-prices");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Set a price", Exact = true }).First.PressAsync("Enter");
        await Expect(page.Locator(".mud-dialog").GetByLabel("Model")).ToBeFocusedAsync();
        for (var i = 0; i < 16; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.True(await page.EvaluateAsync<bool>("document.querySelector('.mud-dialog-container').contains(document.activeElement)"), $"The focus left the dialog at the stop {i}.");
        }

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_pasted_request_id_and_enter_open_the_request_even_before_it_was_found()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/requests");
        var page = visitor.Page;
        var href = await page.Locator(".row-link").First.GetAttributeAsync("href");
        var id = href!.Split("request=")[1];
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator(".palette-input").FillAsync(id);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"request={id}$"));
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync(id);
    }

    [Fact]
    public async Task What_is_typed_fast_into_the_search_stands_there_whole()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/");
        await Expect(visitor.Page.Locator("h1")).ToBeVisibleAsync();
        await visitor.Page.Keyboard.PressAsync("Control+k");
        const string Text = "01a21e1f-95bc-70ca-990a-78bbd4f9918f";
        await visitor.Page.Keyboard.TypeAsync(Text);
        await Expect(visitor.Page.Locator($".palette-results[data-for='{Text}']")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator(".palette-input")).ToHaveValueAsync(Text);
    }

    [Theory]
    [InlineData("freeze initech research", "Freeze team Initech research", "Initech research", true)]
    [InlineData("freeze support-bot", "Freeze key support-bot", "support-bot", false)]
    public async Task An_owner_is_frozen_and_let_go_on_from_the_search_without_a_pointer(string text, string command, string name, bool dark)
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/requests", dark: dark);
        var page = visitor.Page;
        await AskAsync(page, text);
        await Expect(page.Locator(".palette-results li").First).ToContainTextAsync(command);
        await Expect(page.Locator(".palette-results li").First).ToContainTextAsync("Command");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync($"palette-freeze-1440-{(dark ? "dark" : "light")}");

        await page.Keyboard.PressAsync("Enter");
        var dialog = page.Locator(".mud-dialog");
        await Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = $"Freeze {name}" })).ToBeVisibleAsync();
        await Expect(dialog).ToContainTextAsync("working now");
        await Expect(page).Not.ToHaveURLAsync(new System.Text.RegularExpressions.Regex("freeze"));
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync($"freeze-dialog-1440-{(dark ? "dark" : "light")}");
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);

        await AskAsync(page, text);
        await page.Keyboard.PressAsync("Enter");
        await PressInAsync(page, dialog, "Freeze");
        await Expect(page.Locator(".status.failed").Filter(new() { HasText = "frozen" }).First).ToBeVisibleAsync();
        await AskAsync(page, name.ToLowerInvariant());
        await Expect(page.Locator(".palette-results").GetByRole(AriaRole.Link, new() { Name = $"Lift the freeze of {command["Freeze ".Length..]}" })).ToBeVisibleAsync();
        await AskAsync(page, text.Replace("freeze", "lift", StringComparison.Ordinal));
        await page.Keyboard.PressAsync("Enter");
        await PressInAsync(page, dialog, "Lift the freeze");
        await Expect(page.Locator(".status.failed").Filter(new() { HasText = "frozen" })).ToHaveCountAsync(0);
        visitor.AssertNoConsoleErrors();
    }

    private static async Task AskAsync(IPage page, string text)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator(".palette-input").FillAsync(text);
        await Expect(page.Locator($".palette-results[data-for='{text}']")).ToBeVisibleAsync();
    }

    /// <summary>Reaches a dialog's button by Tab alone and presses it.</summary>
    private static async Task PressInAsync(IPage page, ILocator dialog, string button)
    {
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true })).ToBeVisibleAsync();
        for (var i = 0; i < 5 && await page.EvaluateAsync<string>("document.activeElement.textContent.trim()") != button; i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = button, Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/virtual-keys")]
    [InlineData("/customers-and-teams")]
    [InlineData("/models-and-prices")]
    [InlineData("/audit")]
    public async Task A_list_can_be_searched_on_a_phone(string url)
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync(url, 400);
        await Expect(visitor.Page.Locator(".toolbar input[type=search]")).ToBeVisibleAsync();
    }
}
