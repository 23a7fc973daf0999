using System.Net.Http.Headers;
using System.Text;
using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>From images that nobody has a price for to the price of each, and how it explains itself on the request.</summary>
[Collection(PageTests.Name)]
public sealed class UnitPriceJourneyTests
{
    private const string Model = "fake/picture-model";

    [Fact]
    public async Task Images_have_a_price_of_their_own()
    {
        await using var site = await LiveSite.StartAsync(unpriced: Model);
        site.Provider.On(_ => true, Script.Json("""{"created":1,"data":[{"url":"a"},{"url":"b"}]}"""));
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);

        await page.GotoAsync($"/models-and-prices?price={Uri.EscapeDataString(Model)}");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Model")).ToHaveValueAsync(Model);
        await Expect(dialog.GetByLabel("Model")).ToBeFocusedAsync();
        await dialog.GetByLabel("Per image").FillAsync("a lot");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set price" }).ClickAsync();
        await Expect(dialog.GetByText("Write a number with a point")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("price-per-image-1440-light");
        await dialog.GetByLabel("Per image").FillAsync("0.04");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set price" }).ClickAsync();
        await Expect(page.Locator(".own-prices")).ToContainTextAsync("per image $0.04");

        await page.GotoAsync($"/requests/{await CallAsync(site)}");
        await Expect(page.GetByText("2 × $0.04 = $0.08")).ToBeVisibleAsync();
        await Expect(page.GetByText("2 images")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        visitor.AssertNoConsoleErrors();
    }

    private static async Task<Guid> CallAsync(LiveSite site)
    {
        using var client = site.Bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", site.Key);
        using var body = new StringContent($$"""{"model":"{{Model}}","prompt":"a cat","n":2}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/images/generations", body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return Guid.Parse(response.Headers.GetValues("x-request-id").Single());
    }
}
