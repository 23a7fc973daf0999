using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>A page that lost its connection stays readable and keeps its draft; one whose server forgot it says so or loads anew.</summary>
[Collection(ProcessTests.Name)]
public sealed class ReconnectTests
{
    [Fact]
    public async Task A_dropped_connection_shows_a_bar_and_the_draft_is_there_when_it_is_back()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.Site.OpenAsync();
        var page = visitor.Page;
        var line = await Line.ThroughAsync(page);
        await ConsoleSite.SignInAsync(page, returnUrl: "/customers-and-teams");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        var name = page.Locator(".mud-dialog").GetByLabel("Name");
        await name.FillAsync("A draft");
        await name.BlurAsync();

        // The server knows of the draft: what is on its way when the line is cut is lost.
        await Expect(page.Locator(".unsaved[data-dirty=true]")).ToHaveCountAsync(1);
        await page.EvaluateAsync("window.sameDocument = true");

        await line.CutAsync();
        await Expect(page.Locator(".reconnect-trying")).ToBeVisibleAsync();
        await Expect(page.Locator(".reconnect-trying")).ToHaveTextAsync("Connection lost. The page stays readable; trying again.");
        await Expect(page.Locator(".tree")).ToContainTextAsync("Globex");
        await visitor.ScreenshotAsync("reconnecting-1440-light");

        line.Mend();
        await Expect(page.Locator(".reconnect-trying")).ToBeHiddenAsync(new() { Timeout = 15_000 });
        await Expect(name).ToHaveValueAsync("A draft");
        await name.PressAsync("Escape");
        await Expect(page.GetByText("Leave without saving?")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument === true"));
    }

    [Fact]
    public async Task What_was_typed_as_the_connection_broke_is_asked_about_and_can_be_saved()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.Site.OpenAsync();
        var page = visitor.Page;
        var line = await Line.ThroughAsync(page);
        await ConsoleSite.SignInAsync(page, returnUrl: "/customers-and-teams");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        var name = page.Locator(".mud-dialog").GetByLabel("Name");
        await Expect(name).ToBeFocusedAsync();

        await line.CutAsync();
        await page.Keyboard.TypeAsync("Typed in the dark");
        await Expect(page.Locator(".reconnect-trying")).ToBeVisibleAsync();
        line.Mend();
        await Expect(page.Locator(".reconnect-trying")).ToBeHiddenAsync(new() { Timeout = 15_000 });
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByText("Leave without saving?")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep editing" }).ClickAsync();
        await Expect(name).ToHaveValueAsync("Typed in the dark");

        // The field is left while nobody listens: its change is told again, or an empty name would be saved.
        await line.CutAsync();
        await name.FillAsync("Left in the dark");
        await page.Locator(".mud-dialog").GetByText("Limit the models of all its keys").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        line.Mend();
        await Expect(page.Locator(".reconnect-trying")).ToBeHiddenAsync(new() { Timeout = 15_000 });
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        await Expect(page.Locator(".tree")).ToContainTextAsync("Left in the dark");
    }

    [Fact]
    public async Task After_a_restart_a_page_loads_itself_anew_unless_a_draft_would_be_lost()
    {
        await using var bifrost = await BifrostProcess.StartAsync(new BifrostProcessOptions
        {
            Environment = new Dictionary<string, string?> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken },
        });
        await using var browser = await Browser.LaunchAsync();
        await using var reader = await browser.OpenPageAsync(baseUrl: bifrost.BaseAddress);
        await ConsoleSite.ClaimAsync(reader.Page);
        await using var writer = await browser.OpenPageAsync(baseUrl: bifrost.BaseAddress);
        await ConsoleSite.SignInAsync(writer.Page, returnUrl: "/providers?add=true");
        await writer.Page.GetByLabel("Name").FillAsync("my-draft");
        await reader.Page.GotoAsync("/operators");
        await Expect(reader.Page.Locator(".table")).ToBeVisibleAsync();
        await reader.Page.EvaluateAsync("document.body.dataset.same = 'true'");

        bifrost.KillHard();
        await Expect(reader.Page.Locator(".reconnect-trying")).ToBeVisibleAsync();
        await bifrost.StartAgainAsync();

        await Expect(reader.Page.Locator("body:not([data-same])")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(reader.Page.Locator(".table")).ToBeVisibleAsync();
        await Expect(writer.Page.Locator(".reconnect-failed")).ToContainTextAsync("What you typed still stands here");
        await Expect(writer.Page.GetByLabel("Name")).ToHaveValueAsync("my-draft");
        await writer.AssertNoSeriousAxeFindingsAsync();
        await writer.ScreenshotAsync("restarted-with-draft-1440-light");
        writer.Page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await writer.Page.GetByText("load the page again").ClickAsync();
        await Expect(writer.Page.GetByLabel("Name")).ToHaveValueAsync("openai");
    }

    /// <summary>What lies between a page and its circuit.</summary>
    private sealed class Line
    {
        private readonly List<IWebSocketRoute> open = [];
        private volatile bool cut;

        public static async Task<Line> ThroughAsync(IPage page)
        {
            var line = new Line();
            await page.RouteWebSocketAsync(url => url.Contains("/_blazor", StringComparison.Ordinal), line.Carry);
            return line;
        }

        public async Task CutAsync()
        {
            cut = true;
            foreach (var socket in open)
            {
                await socket.CloseAsync();
            }
        }

        public void Mend() => cut = false;

        private void Carry(IWebSocketRoute socket)
        {
            if (cut)
            {
                _ = socket.CloseAsync();
                return;
            }

            socket.ConnectToServer();
            open.Add(socket);
        }
    }
}
