using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>No draft is lost without a question, by whatever way a person leaves its editor.</summary>
[Collection(PageTests.Name)]
public sealed class UnsavedChangesTests
{
    /// <summary>Where the editor is, what opens it, and the field that is typed into.</summary>
    public static TheoryData<string, string?, string> Editors => new()
    {
        { "/virtual-keys?create=true", null, "Name" },
        { "/customers-and-teams", "Add customer", "Name" },
        { "/customers-and-teams", "Add team", "Name" },
        { "/models-and-prices", "Set a price", "Model" },
        { "/providers?add=true", null, "Name" },
        { "/providers", "Edit", "Name" },
    };

    [Theory, MemberData(nameof(Editors))]
    public async Task A_draft_is_asked_about_before_it_is_left(string url, string? button, string field)
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync(url);
        var page = visitor.Page;
        var form = await OpenEditorAsync(page, button);
        var input = form.GetByLabel(field).First;

        // Still typing: the field was not left, and the draft does not know yet.
        await input.FillAsync("openai/draft-of-mine");
        await page.Keyboard.PressAsync("Escape");
        var question = page.Locator(".mud-dialog", new() { HasText = "Leave without saving?" });
        await Expect(question).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(question).ToBeHiddenAsync();
        await Expect(input).ToHaveValueAsync("openai/draft-of-mine");

        // The search's links lead away within the console.
        await GoElsewhereAsync(page);
        await question.GetByRole(AriaRole.Button, new() { Name = "Keep editing" }).ClickAsync();
        await Expect(question).ToBeHiddenAsync();
        await Expect(input).ToHaveValueAsync("openai/draft-of-mine");

        await GoElsewhereAsync(page);
        await question.GetByRole(AriaRole.Button, new() { Name = "Leave" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/connect$"));
        await Expect(page.Locator(".mud-dialog")).ToHaveCountAsync(0);
        visitor.AssertNoConsoleErrors();
    }

    [Theory, MemberData(nameof(Editors))]
    public async Task An_untouched_editor_is_left_without_a_question(string url, string? button, string field)
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync(url);
        var form = await OpenEditorAsync(visitor.Page, button);
        await Expect(form.GetByLabel(field).First).ToBeVisibleAsync();
        await GoElsewhereAsync(visitor.Page);
        await Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/connect$"));
        await Expect(visitor.Page.Locator(".mud-dialog")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Closing_the_tab_asks_even_while_a_field_is_typed_into_and_not_when_nothing_was()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/providers?add=true");
        var page = visitor.Page;
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        page.Dialog += (_, dialog) =>
        {
            asked.TrySetResult(dialog.Type);
            _ = dialog.AcceptAsync();
        };
        await (await OpenEditorAsync(page, null)).GetByLabel("Name").First.PressSequentiallyAsync("x");
        await Expect(page.Locator("[data-dirty]")).ToHaveCountAsync(1);
        await page.CloseAsync(new() { RunBeforeUnload = true });
        Assert.Equal(DialogType.BeforeUnload, await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        await using var other = await seeded.OpenAsync("/providers?add=true");
        var dialogs = 0;
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        other.Page.Dialog += (_, dialog) =>
        {
            dialogs++;
            _ = dialog.AcceptAsync();
        };
        other.Page.Close += (_, _) => closed.TrySetResult();
        await OpenEditorAsync(other.Page, null);
        await other.Page.CloseAsync(new() { RunBeforeUnload = true });
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(0, dialogs);
    }

    private static async Task<ILocator> OpenEditorAsync(IPage page, string? button)
    {
        if (button == "Edit")
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "lab", Exact = true }).ClickAsync();
        }

        if (button is not null)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();
        }

        var form = page.Locator(".unsaved form");
        await Expect(form).ToBeVisibleAsync();
        return form;
    }

    private static async Task GoElsewhereAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator(".palette-input").FillAsync("Connect");
        await page.Keyboard.PressAsync("Enter");
    }
}
