using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>What every form does: it says on leaving a field how to mend it, shows a refusal where it belongs, saves on Enter.</summary>
[Collection(PageTests.Name)]
public sealed class EditorFormTests
{
    [Fact]
    public async Task A_field_says_how_to_mend_it_when_it_is_left_the_servers_refusal_lands_on_it_and_enter_saves()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/customers-and-teams");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        var name = page.Locator(".mud-dialog").GetByLabel("Name");
        await Expect(name).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync("  ");
        await name.BlurAsync();
        await Expect(page.Locator(".field-error")).ToHaveTextAsync("Give it a name.");
        await Expect(name).ToHaveAttributeAsync("aria-invalid", "true");

        // Only the database knows that this one is taken.
        await name.FillAsync("Globex");
        await name.PressAsync("Enter");
        await Expect(page.Locator(".field-error")).ToHaveTextAsync("This name is already taken.");
        await Expect(name).ToHaveAttributeAsync("aria-invalid", "true");

        await name.FillAsync("Umbrella");
        await name.PressAsync("Enter");
        await Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        await Expect(page.Locator(".tree")).ToContainTextAsync("Umbrella");
        visitor.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task An_invites_address_is_checked_when_it_is_left_and_escape_closes()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/operators");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        var email = page.GetByLabel("E-mail");
        await email.FillAsync("no address");
        await email.BlurAsync();
        await Expect(page.Locator(".field-error")).ToContainTextAsync("ada@example.com");
        await email.FillAsync(ConsoleSite.Email);
        await email.PressAsync("Enter");
        await Expect(page.Locator(".field-error")).ToHaveTextAsync("Somebody with this address is already here.");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Two_tabs_that_change_one_key_show_both_versions_and_the_person_chooses()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var first = await seeded.OpenAsync("/virtual-keys?q=ocr");
        await using var second = await seeded.OpenAsync("/virtual-keys?q=ocr");
        foreach (var page in new[] { first.Page, second.Page })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "ocr", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        }

        await SaveAsync(first.Page.Locator(".mud-dialog"), "Tags", "env=theirs");
        await Expect(first.Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        var dialog = second.Page.Locator(".mud-dialog");
        await SaveAsync(dialog, "Tags", "env=mine");
        var tags = dialog.Locator(".conflict tr", new() { HasText = "Tags" });
        await Expect(tags).ToContainTextAsync("env=mine");
        await Expect(tags).ToContainTextAsync("env=theirs");
        await second.AssertNoSeriousAxeFindingsAsync();
        await second.ScreenshotAsync("conflict-key-1440-light");

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Take theirs" }).ClickAsync();
        await Expect(dialog.GetByLabel("Tags")).ToHaveValueAsync("env=theirs");
        await SaveAsync(dialog, "Tags", "env=after-theirs");
        await Expect(second.Page.Locator(".drawer")).ToContainTextAsync("env=after-theirs");
        Assert.Equal(2, (await SeededSite.EventsAsync(first.Page, "key.changed")).Count(e => e.GetProperty("target").GetString() == "ocr"));
    }

    [Fact]
    public async Task Two_tabs_that_change_one_provider_show_both_versions_and_mine_can_be_kept()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var first = await seeded.OpenAsync("/providers");
        await using var second = await seeded.OpenAsync("/providers");
        foreach (var page in new[] { first.Page, second.Page })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "lab", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        }

        await SaveAsync(first.Page.Locator(".drawer"), "Retries", "3");
        await Expect(first.Page.Locator(".drawer form")).ToHaveCountAsync(0);
        var drawer = second.Page.Locator(".drawer");
        await SaveAsync(drawer, "Retries", "5");
        await Expect(drawer.Locator(".conflict tr", new() { HasText = "Retries" }).Locator("td")).ToHaveTextAsync(["5", "3"]);
        await second.ScreenshotAsync("conflict-provider-1440-light");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Keep mine" }).ClickAsync();
        await Expect(drawer.Locator("form")).ToHaveCountAsync(0);
        await Expect(drawer.Locator("dt:text-is('Retries') + dd")).ToHaveTextAsync("5");
    }

    private static async Task SaveAsync(ILocator editor, string field, string value)
    {
        var input = editor.GetByLabel(field);
        await input.FillAsync(value);
        await input.PressAsync("Enter");
    }
}
