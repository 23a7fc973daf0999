using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>A cloud's key in the forms: its fields are the kind's, what is missing is named, what is stored is not shown.</summary>
[Collection(PageTests.Name)]
public sealed class ProviderCloudFormTests
{
    [Fact]
    public async Task A_key_has_the_fields_of_its_kind()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/providers?add=true&kind=bedrock");
        var save = page.GetByRole(AriaRole.Button, new() { Name = "Save and test" });
        await page.GetByPlaceholder("AKIA…").FillAsync("AKIDEXAMPLE");
        await page.GetByPlaceholder("us-east-1", new() { Exact = true }).FillAsync("us-east-1");
        await save.ClickAsync();
        await Expect(page.Locator(".field-error")).ToContainTextAsync("A key of bedrock needs secret_access_key here.");
        await page.GetByPlaceholder("Secret access key").FillAsync("aws-typed-canary");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("provider-bedrock-1440-light");
        await save.ClickAsync();
        await Expect(page.GetByText("Amazon Bedrock documents no list of models")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save it all the same" }).ClickAsync();
        var drawer = page.Locator(".drawer");
        await Expect(drawer).ToContainTextAsync("secret_access_key");
        await Expect(drawer).ToContainTextAsync("AKIDEXAMPLE");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await Expect(drawer.Locator("label", new() { HasText = "Secret access key" }).Locator("input")).ToHaveAttributeAsync("placeholder", "•••• kept while its login is the same");
        Assert.DoesNotContain("canary", await page.ContentAsync(), StringComparison.Ordinal);
        await page.SetViewportSizeAsync(400, 900);
        await visitor.ScreenshotAsync("provider-bedrock-edit-400-light");

        await page.GotoAsync("/providers?add=true&kind=vertex");
        await Expect(page.GetByLabel("Key", new() { Exact = true })).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Service account's JSON key")).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("provider-vertex-400-light");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await page.GotoAsync("/providers?add=true&kind=azure");
        await Expect(page.GetByLabel("API version")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(1440, 900);
        await visitor.ScreenshotAsync("provider-azure-1440-light");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        visitor.AssertNoConsoleErrors();
    }
}
