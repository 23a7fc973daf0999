using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>The form of a provider, as the catalogue makes it.</summary>
[Collection(PageTests.Name)]
public sealed class CatalogJourneyTests
{
    [Fact]
    public async Task The_form_is_made_from_the_kind_that_is_found_in_the_catalogue()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/providers?add=true");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search the catalogue" }).FillAsync("cloudfl");
        await Expect(page.Locator(".preset")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cloudflare Workers AI" }).ClickAsync();
        await Expect(page.GetByLabel("Address")).ToHaveValueAsync("https://api.cloudflare.com/client/v4/accounts/{account_id}/ai/v1");
        await Expect(page.Locator(".chosen-kind")).ToContainTextAsync("Serves chat, embeddings, responses.");
        await Expect(page.Locator(".chosen-kind a")).ToHaveAttributeAsync("href", "https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility");
        await page.Locator("input[type=password]").FillAsync("token");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Expect(page.Locator(".field-error")).ToHaveTextAsync("Put your own in the place of {account_id}.");
        await GovernanceJourneyTests.FillAddressAsync(page, "https://api.cloudflare.com/client/v4/accounts/0123/ai/v1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Expect(page.GetByText("Cloudflare Workers AI documents no list of models")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save it all the same" }).ClickAsync();
        await Expect(page.Locator(".drawer")).ToContainTextAsync("Cloudflare Workers AI");

        await page.GotoAsync("/providers?add=true&kind=docker-model-runner");
        await Expect(page.GetByLabel("Address")).ToHaveValueAsync("http://localhost:12434/engines/v1");
        await Expect(page.Locator("input[type=password]")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search the catalogue" }).FillAsync("nobody's");
        await Expect(page.GetByText("No kind is called so.")).ToBeVisibleAsync();
        visitor.AssertNoConsoleErrors();
    }
}
