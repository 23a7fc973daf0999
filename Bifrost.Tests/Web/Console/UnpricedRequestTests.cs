using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>From a request without a cost to the price that the next one has.</summary>
[Collection(PageTests.Name)]
public sealed class UnpricedRequestTests
{
    private const string Model = "fake/in-house-model";

    [Fact]
    public async Task An_unpriced_request_leads_to_the_price_of_its_model()
    {
        await using var site = await LiveSite.StartAsync(unpriced: Model);
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        var request = await site.CallAsync(Model);

        await page.GotoAsync($"/requests/{request}");
        await Expect(page.GetByText("Unpriced: the cost is unknown, not zero")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();

        // Its totals were written with its record.
        await page.GotoAsync("/usage?by=model");
        var row = page.Locator(".table-usage tbody tr").Filter(new() { HasText = Model });
        await Expect(row.GetByText("unpriced", new() { Exact = true })).ToHaveCountAsync(2);
        await Expect(row).Not.ToContainTextAsync("$");

        await page.GotoAsync($"/requests/{request}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Set a price" }).ClickAsync();

        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Model")).ToHaveValueAsync(Model);
        await Navigation.ToAsync(page, $"/models-and-prices?q={Uri.EscapeDataString(Model)}");
        await visitor.ScreenshotAsync("price-of-request-1440-light");
        await dialog.GetByLabel("Input, $").FillAsync("1");
        await dialog.GetByLabel("Output, $").FillAsync("2");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set price" }).ClickAsync();
        await Expect(page.Locator(".own-prices")).ToContainTextAsync(Model);

        await AssertAuditorsAreNotAskedAsync(site, page, request);
        await page.GotoAsync($"/requests/{await site.CallAsync(Model)}");
        await Expect(page.GetByText("1,204 × $1.00/M")).ToBeVisibleAsync();
        await page.GotoAsync("/usage?by=model");
        await Expect(row.GetByText("+ unpriced", new() { Exact = true })).ToHaveCountAsync(2);
        await Expect(row).ToContainTextAsync("$");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Set a price" })).ToHaveCountAsync(0);
        await AssertARawCallIsNamedAsync(site, page);
        visitor.AssertNoConsoleErrors();
    }

    /// <summary>No operation says what it was.</summary>
    private static async Task AssertARawCallIsNamedAsync(LiveSite site, IPage page)
    {
        await page.GotoAsync($"/requests/{await site.CallRawAsync(HttpMethod.Delete, "/files/file-1?after=x")}");
        await Expect(page.GetByText("DELETE /files/file-1", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static async Task AssertAuditorsAreNotAskedAsync(LiveSite site, IPage admin, Guid request)
    {
        await admin.GotoAsync("/operators");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await admin.GetByLabel("E-mail").FillAsync("bob@example.com");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make link" }).ClickAsync();
        await using var auditor = await site.OpenAsync();
        await auditor.Page.GotoAsync(await admin.Locator(".secret code").InnerTextAsync());
        await auditor.Page.GetByLabel("Name").FillAsync("Bob");
        await auditor.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("another long password");
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
        await Navigation.AwayFromAsync(auditor.Page, "/invite");
        await auditor.Page.GotoAsync($"/requests/{request}");
        await Expect(auditor.Page.GetByText("Unpriced: the cost is unknown, not zero")).ToBeVisibleAsync();
        await Expect(auditor.Page.GetByRole(AriaRole.Link, new() { Name = "Set a price" })).ToHaveCountAsync(0);
        await auditor.Page.GotoAsync($"/models-and-prices?price={Uri.EscapeDataString(Model)}");
        await Expect(auditor.Page.Locator(".table").Last).ToBeVisibleAsync();
        await Expect(auditor.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }
}
