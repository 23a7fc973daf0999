using System.Net;
using Bifrost.Tests.Testing;
using Microsoft.Playwright;

namespace Bifrost.Tests.Web.Console;

[Collection(PageTests.Name)]
public sealed class ConsoleJourneyTests
{
    [Fact]
    public Task Setup_sign_out_sign_in_and_the_pages_in_both_themes_and_widths() => ComeInAsync((1440, false), (400, true));

    [Fact]
    [Trait("Category", "Long")]
    public Task Setup_sign_out_sign_in_and_the_pages_in_the_other_looks() => ComeInAsync((1440, true), (400, false));

    private static async Task ComeInAsync(params (int Width, bool Dark)[] looks)
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;

        await page.GotoAsync("/audit");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Open the setup link" })).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("setup-closed");
        await page.GotoAsync($"/setup?token={ConsoleSite.SetupToken}");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("setup");
        await ConsoleSite.ClaimAsync(page);

        await page.GotoAsync("/audit");
        await Assertions.Expect(page.GetByText("setup.claimed", new() { Exact = true }).Last).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Details of 1" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Correlation")).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("audit-detail");
        await SignOutAsync(page);
        await visitor.ScreenshotAsync("sign-in");
        await ConsoleSite.SignInAsync(page, password: "not the password");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("wrong");

        foreach (var (width, dark) in looks)
        {
            await CheckPagesAsync(site, width, dark);
        }
    }

    [Fact]
    public async Task An_invited_auditor_joins_reads_and_is_shut_out_of_an_open_circuit()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var admin = await site.OpenAsync();
        await ConsoleSite.ClaimAsync(admin.Page);
        await admin.Page.GotoAsync("/operators");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await admin.Page.GetByLabel("E-mail").FillAsync("bob@example.com");
        await admin.ScreenshotAsync("operators-invite");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Make link" }).ClickAsync();
        var link = await admin.Page.Locator(".secret code").InnerTextAsync();
        await admin.ScreenshotAsync("operators-link");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await using var auditor = await site.OpenAsync();
        await auditor.Page.GotoAsync(link);
        await auditor.Page.GetByLabel("Name").FillAsync("Bob");
        await auditor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("another long password");
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Navigation.AwayFromAsync(auditor.Page, "/invite");
        await auditor.Page.GotoAsync("/operators");
        await Assertions.Expect(auditor.Page.GetByRole(AriaRole.Cell, new() { Name = "bob@example.com" })).ToBeVisibleAsync();
        Assert.Equal(0, await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).CountAsync());
        Assert.Equal(0, await auditor.Page.Locator(".rail").GetByText("Playground").CountAsync());
        await auditor.Page.GotoAsync("/playground");
        await Assertions.Expect(auditor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("An admin can grant it on the page Operators.");
        await auditor.Page.GotoAsync("/operators");
        await Assertions.Expect(auditor.Page.Locator(".table")).ToBeVisibleAsync();

        await admin.Page.ReloadAsync();
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Navigation.ContainsAsync(auditor.Page, "/sign-in");

        using var second = site.Bifrost.CreateClient();
        Assert.Equal(HttpStatusCode.Conflict, (await second.GetAsync($"/setup?token={ConsoleSite.SetupToken}")).StatusCode);
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByLabel("Account").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Navigation.ToAsync(page, "/sign-in");
    }

    private static async Task CheckPagesAsync(ConsoleSite site, int width, bool dark)
    {
        await using var visitor = await site.OpenAsync(width, dark);
        await ConsoleSite.SignInAsync(visitor.Page);
        foreach (var name in new[] { "audit", "operators" })
        {
            await visitor.Page.GotoAsync("/" + name);
            await Assertions.Expect(visitor.Page.Locator(".table").First).ToBeVisibleAsync();
            await visitor.AssertNoSeriousAxeFindingsAsync();
            await visitor.AssertFitsWidthAsync();
            await visitor.ScreenshotAsync($"{name}-{width}-{(dark ? "dark" : "light")}");
        }

        await visitor.Page.Keyboard.PressAsync("Control+k");
        await visitor.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search for a page, an owner, a key or a request, or a command" }).FillAsync("aud");
        await Assertions.Expect(visitor.Page.Locator(".palette-results a")).ToHaveCountAsync(1);
        await visitor.ScreenshotAsync($"palette-{width}-{(dark ? "dark" : "light")}");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Navigation.ToAsync(visitor.Page, "/audit");
        visitor.AssertNoConsoleErrors();
    }
}
