using System.Diagnostics;
using System.Text;
using Bifrost.Tests.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>From an empty installation to the first recorded request, as a person does it.</summary>
[Collection(PageTests.Name)]
public sealed class GovernanceJourneyTests
{
    [Fact]
    public async Task A_provider_on_this_machine_is_asked_about_its_models_appear_and_the_first_request_turns_the_page()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var site = await ConsoleSite.StartAsync();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await AddProviderAsync(visitor, provider);

        await page.GetByRole(AriaRole.Link, new() { Name = "Create a virtual key" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name Who").FillAsync("first");
        await Expect(dialog.Locator(".chip")).ToContainTextAsync("openai/*");
        await Expect(dialog.Locator(".picker-list button").First).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("key-editor-1440-light");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await Expect(page.GetByText("Waiting for your first request")).ToBeVisibleAsync();
        await Expect(page.Locator(".snippet-code")).ToContainTextAsync("openai/gpt-4o-mini");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("key-issued-1440-light");

        await CallAsync(site, await page.Locator(".secret code").InnerTextAsync());
        var called = Stopwatch.GetTimestamp();
        await Expect(page.GetByText("The first request arrived.")).ToBeVisibleAsync(new() { Timeout = 5_000 });
        TestContext.Current.TestOutputHelper!.WriteLine($"The page turned {Stopwatch.GetElapsedTime(called).TotalMilliseconds:0} ms after the answer.");
        await visitor.ScreenshotAsync("key-first-request-1440-light");
        Assert.Contains("/requests?request=", await page.GetByRole(AriaRole.Link, new() { Name = "Open the request" }).GetAttributeAsync("href"), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.Locator(".table")).ToContainTextAsync("first");
        visitor.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A_failing_connection_says_what_is_wrong_and_keys_are_recognised_by_their_prefix()
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.On(r => r.Target.EndsWith("/models", StringComparison.Ordinal), _ => Script.Json("""{"error":{"message":"no"}}""", 401));
        await using var site = await ConsoleSite.StartAsync();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/providers?add=true");
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("gsk_x");
        await Expect(page.GetByText("Recognised as a key of Groq.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Address")).ToHaveValueAsync("https://api.groq.com/openai/v1");

        await FillAddressAsync(page, provider.BaseUrl);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow it" }).ClickAsync();
        await Expect(page.GetByText("The provider refused the key (401)")).ToBeVisibleAsync();

        await FillAddressAsync(page, "http://127.0.0.1:9/v1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow it" }).ClickAsync();
        await Expect(page.GetByText("nothing listens there")).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("provider-add-failed-1440-light");

        await FillAddressAsync(page, "not an address");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Expect(page.Locator(".field-error")).ToContainTextAsync("Write a whole address");
    }

    [Fact]
    public async Task A_key_does_not_override_what_the_admin_chose_or_typed()
    {
        await using var site = await ConsoleSite.StartAsync();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/providers?add=true");
        await page.GetByRole(AriaRole.Button, new() { Name = "OpenAI-compatible" }).ClickAsync();
        await Expect(page.GetByLabel("Address")).ToHaveValueAsync("");
        await page.Locator("input[type=password]").FillAsync("gsk_x");
        await Expect(page.GetByText("Looks like a key of Groq. The form stays as you chose it.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Address")).ToHaveValueAsync("");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "OpenAI-compatible" })).ToHaveAttributeAsync("aria-pressed", "true");

        await page.GotoAsync("/providers?add=true&fresh=1");
        await page.GetByLabel("Name Callers").FillAsync("mine");
        await page.GetByLabel("Name Callers").BlurAsync();
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("gsk_x");
        await Expect(page.GetByText("Recognised as a key of Groq.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name Callers")).ToHaveValueAsync("mine");
        await Expect(page.GetByLabel("Address")).ToHaveValueAsync("https://api.groq.com/openai/v1");
    }

    [Fact]
    public Task Every_page_is_sound_wide_and_light_and_narrow_and_dark() => SoundAsync((1440, false), (400, true));

    [Fact]
    [Trait("Category", "Long")]
    public Task Every_page_is_sound_wide_and_dark_and_narrow_and_light() => SoundAsync((1440, true), (400, false));

    private static async Task SoundAsync(params (int Width, bool Dark)[] looks)
    {
        await using var provider = await FakeProvider.StartAsync();
        using var folder = new TempFolder();
        await GovernanceSeed.FillAsync(folder.Combine("data"), provider, 40);
        await using var site = await ConsoleSite.StartAsync(folder.Combine("data"));
        await using (var first = await site.OpenAsync())
        {
            await ConsoleSite.ClaimAsync(first.Page);
        }

        foreach (var (width, dark) in looks)
        {
            await CheckAsync(site, width, dark);
        }
    }

    private static async Task CheckAsync(ConsoleSite site, int width, bool dark)
    {
        await using var visitor = await site.OpenAsync(width, dark);
        var page = visitor.Page;
        await ConsoleSite.SignInAsync(page, returnUrl: "/providers");
        (string Url, string Name, string Ready)[] pages =
        [
            ("/providers", "providers", ".table"),
            ("/providers?add=true", "providers-add", ".preset"),
            ("/providers?add=true&kind=mistral", "providers-add-mistral", ".preset[aria-pressed=true]"),
            ("/virtual-keys", "virtual-keys", ".table"),
            ("/virtual-keys?q=zzz", "virtual-keys-none", ".state"),
            ("/customers-and-teams", "customers", ".tree"),
            ("/models-and-prices", "models", ".pager"),
        ];
        foreach (var (url, name, ready) in pages)
        {
            await page.GotoAsync(url);
            await Expect(page.Locator(ready).First).ToBeVisibleAsync(new() { Timeout = 15_000 });
            await SoundAsync(visitor, $"{name}-{width}-{(dark ? "dark" : "light")}");
        }

        await page.GotoAsync("/providers");
        await page.GetByRole(AriaRole.Link, new() { Name = "openai", Exact = true }).ClickAsync();
        await Expect(page.Locator(".drawer .model-table")).ToBeVisibleAsync();
        await SoundAsync(visitor, $"provider-drawer-{width}-{(dark ? "dark" : "light")}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await Expect(page.Locator(".drawer form")).ToBeVisibleAsync();
        await SoundAsync(visitor, $"provider-editor-{width}-{(dark ? "dark" : "light")}");

        await page.GotoAsync("/virtual-keys?sort=name");
        await page.GetByRole(AriaRole.Link, new() { Name = "billing-export", Exact = true }).ClickAsync();
        await Expect(page.Locator(".drawer .snippet")).ToBeVisibleAsync();
        await SoundAsync(visitor, $"key-drawer-{width}-{(dark ? "dark" : "light")}");
        await DialogAsync(visitor, "/virtual-keys", "Create key", $"key-dialog-{width}-{(dark ? "dark" : "light")}");
        await DialogAsync(visitor, "/customers-and-teams", "Add team", $"team-dialog-{width}-{(dark ? "dark" : "light")}");
        await DialogAsync(visitor, "/models-and-prices", "Set a price", $"price-dialog-{width}-{(dark ? "dark" : "light")}");
        visitor.AssertNoConsoleErrors();
    }

    private static async Task DialogAsync(BrowserPage visitor, string url, string button, string name)
    {
        await visitor.Page.GotoAsync(url);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog).Locator("form")).ToBeVisibleAsync();
        await SoundAsync(visitor, name);
    }

    private static async Task SoundAsync(BrowserPage visitor, string name)
    {
        await visitor.ScreenshotAsync(name);
        await visitor.AssertFitsWidthAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
    }

    private static async Task AddProviderAsync(BrowserPage visitor, FakeProvider provider)
    {
        var page = visitor.Page;
        foreach (var (url, name) in new[] { ("/virtual-keys", "keys"), ("/customers-and-teams", "customers"), ("/models-and-prices", "models"), ("/providers", "providers") })
        {
            await page.GotoAsync(url);
            await Expect(page.Locator(".state")).ToBeVisibleAsync();
            await visitor.AssertNoSeriousAxeFindingsAsync();
            await visitor.ScreenshotAsync($"{name}-empty-1440-light");
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Add provider" }).ClickAsync();
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("sk-proj-upstream-key");
        await Expect(page.GetByText("Recognised as a key of OpenAI.")).ToBeVisibleAsync();
        await FillAddressAsync(page, provider.BaseUrl);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and test" }).ClickAsync();
        await Expect(page.GetByText("This address is on your machine. Allow it?")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("provider-private-1440-light");
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow it" }).ClickAsync();
        await Expect(page.GetByText("openai is connected.")).ToBeVisibleAsync(new() { Timeout = 3_000 });
        await Expect(page.Locator(".model-table")).ToContainTextAsync("gpt-4o-mini");
        await Expect(page.Locator(".model-table")).ToContainTextAsync("$0.15");
        await visitor.ScreenshotAsync("provider-added-1440-light");
        Assert.DoesNotContain("sk-proj-upstream-key", await page.ContentAsync(), StringComparison.Ordinal);
    }

    internal static async Task FillAddressAsync(IPage page, string address)
    {
        await page.GetByLabel("Address").FillAsync(address);
        await page.GetByLabel("Address").BlurAsync();
    }

    private static async Task CallAsync(ConsoleSite site, string key)
    {
        using var client = site.Bifrost.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Headers = { Authorization = new("Bearer", key) } };
        request.Content = new StringContent("""{"model":"openai/gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains("[DONE]", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
