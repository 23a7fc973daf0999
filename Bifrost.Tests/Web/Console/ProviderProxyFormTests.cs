using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>A provider's proxy and CA file in its editor.</summary>
[Collection(PageTests.Name)]
public sealed class ProviderProxyFormTests
{
    private const string Login = "operator:typed-canary/3";

    [Fact]
    public async Task A_proxy_is_tested_with_its_login_which_is_kept_and_never_shown()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var proxy = ForwardProxy.Start(seeded.Provider.Port, Login);
        await using var visitor = await seeded.OpenAsync("/providers?add=true");
        var page = visitor.Page;
        await AddAsync(page, seeded.Provider.BaseUrl);
        var drawer = page.Locator(".drawer");
        var (address, login, file) = (drawer.GetByPlaceholder("http://proxy.example.com:3128"), drawer.Locator("label", new() { HasText = "Proxy's login" }).Locator("input"), drawer.GetByPlaceholder("/etc/bifrost/company-ca.pem"));

        await drawer.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await Expect(login).ToHaveCountAsync(0);
        await address.FillAsync("proxy");
        await address.BlurAsync();
        await Expect(drawer.Locator(".field-error")).ToContainTextAsync("http://proxy.example.com:3128");
        await address.FillAsync(proxy.Url);
        await address.BlurAsync();
        await login.FillAsync(Login);
        await file.FillAsync("/nowhere/ca.pem");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Expect(drawer.GetByText("there is no ca_file /nowhere/ca.pem")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("provider-proxy-1440-light");
        await file.FillAsync("");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Expect(drawer.Locator("dt:text-is('Proxy') + dd")).ToContainTextAsync(proxy.Url + " (with a login, never shown)");
        Assert.NotNull(proxy.Seen[^1].Login);

        await drawer.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await Expect(login).ToHaveAttributeAsync("placeholder", "•••• kept");
        Assert.DoesNotContain("canary", await page.ContentAsync(), StringComparison.Ordinal);
        await address.FillAsync("http://127.0.0.1:9");
        await address.BlurAsync();
        await Expect(login).ToHaveAttributeAsync("placeholder", "user:password");
        visitor.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A_provider_that_only_a_proxy_reaches_is_added_at_once()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var proxy = ForwardProxy.Start(seeded.Provider.Port, Login);
        await using var visitor = await seeded.OpenAsync("/providers?add=true");
        var page = visitor.Page;
        await page.GetByText("Proxy and certificates").ClickAsync();
        await page.GetByPlaceholder("http://proxy.example.com:3128").FillAsync(proxy.Url);
        await page.GetByPlaceholder("http://proxy.example.com:3128").BlurAsync();
        await page.GetByPlaceholder("user:password").FillAsync(Login);
        await page.GetByPlaceholder("/etc/bifrost/company-ca.pem").FillAsync("/nowhere/ca.pem");

        // The way out and the person's own name stay when another kind is chosen.
        await page.GetByLabel("Name").FillAsync("behind-a-proxy");
        await page.GetByLabel("Search the catalogue").FillAsync("openai-compatible");
        await page.GetByRole(AriaRole.Button, new() { Name = "OpenAI-compatible", Pressed = false }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "OpenAI-compatible", Pressed = true })).ToBeVisibleAsync();
        await page.GetByLabel("Address").FillAsync(seeded.Provider.BaseUrl);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Expect(page.GetByText("there is no ca_file /nowhere/ca.pem")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("provider-add-proxy-1440-light");
        await page.GetByPlaceholder("/etc/bifrost/company-ca.pem").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow it" }).ClickAsync();
        await Expect(page.GetByText("behind-a-proxy is connected.")).ToBeVisibleAsync();
        Assert.NotNull(proxy.Seen[^1].Login);
        Assert.DoesNotContain("canary", await page.ContentAsync(), StringComparison.Ordinal);
        visitor.AssertNoConsoleErrors();
    }

    private static async Task AddAsync(IPage page, string baseUrl)
    {
        var address = page.GetByLabel("Address");
        await page.GetByLabel("Name").FillAsync("proxied");
        await address.FillAsync(baseUrl);
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("sk-typed-upstream-key-0001");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow it" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Open proxied" }).ClickAsync();
    }
}
