using System.Diagnostics;
using Bifrost.Tests.Testing;
using Bifrost.Tests.Web.Console;
using Microsoft.Playwright;

namespace Bifrost.Tests.EndToEnd;

/// <summary>An admin with an open page while the database goes away: told in words, signed out of nothing, no typed word lost.</summary>
[Collection(ProcessTests.Name)]
public sealed class DatabaseOutageConsoleTests
{
    /// <summary>More than one round of the session's revalidation.</summary>
    private static readonly TimeSpan TwoLooks = TimeSpan.FromSeconds(7);

    [Fact]
    public async Task An_open_page_says_it_in_words_and_goes_on_afterwards()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        await using var bifrost = await BifrostProcess.StartAsync(new Fleet().Options(provider, await postgres.CreateDatabaseAsync()));
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: bifrost.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/virtual-keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var name = dialog.GetByRole(AriaRole.Textbox, new() { Name = "Name Who or what uses it" });
        await name.FillAsync("typed-before");

        await postgres.StopAsync();
        var since = Stopwatch.GetTimestamp();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("The database cannot be reached: nothing was changed.");
        await Assertions.Expect(name).ToHaveValueAsync("typed-before");
        await Polling.UntilAsync(() => Stopwatch.GetElapsedTime(since) > TwoLooks, () => "");
        await Assertions.Expect(name).ToHaveValueAsync("typed-before");

        await postgres.StartAgainAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await Assertions.Expect(page.GetByText("sk-bf-").First).ToBeVisibleAsync();
        await LoseAndFindAgainAsync(postgres, visitor);
    }

    private static async Task LoseAndFindAgainAsync(PostgresServer postgres, BrowserPage visitor)
    {
        var page = visitor.Page;
        await postgres.StopAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Audit" }).ClickAsync();
        var failed = page.Locator(".state-failed");
        await Assertions.Expect(failed).ToContainTextAsync("The database cannot be reached.");
        await visitor.ScreenshotAsync("database-away");
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The database cannot be reached" })).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.Equal("grid", await page.Locator("main.door").EvaluateAsync<string>("x => getComputedStyle(x).display"));
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("database-away-whole-page");

        await postgres.StartAgainAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Load it again" }).ClickAsync();
        await Assertions.Expect(page.GetByText("key.created").Last).ToBeVisibleAsync();
    }
}
