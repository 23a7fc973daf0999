using Bifrost.Tests.Testing;
using Microsoft.Playwright;

namespace Bifrost.Tests.Web.Console;

/// <summary>A real Bifrost and a browser at its door.</summary>
public sealed class ConsoleSite : IAsyncDisposable
{
    public const string SetupToken = "setup-token-of-the-tests";
    public const string Email = "ada@example.com";
    public const string Password = "correct horse battery";

    private ConsoleSite(InProcessBifrost bifrost, Browser browser)
    {
        Bifrost = bifrost;
        Browser = browser;
    }

    public InProcessBifrost Bifrost { get; }

    public Browser Browser { get; }

    public static async Task<ConsoleSite> StartAsync(string? dataFolder = null)
    {
        var environment = new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = SetupToken };
        var bifrost = await InProcessBifrost.StartAsync(environment: environment, dataFolder: dataFolder, port: TestPaths.FreePort());
        return new ConsoleSite(bifrost, await Browser.LaunchAsync());
    }

    public Task<BrowserPage> OpenAsync(int width = 1440, bool dark = false) => Browser.OpenPageAsync(width, dark, Bifrost.BaseAddress);

    /// <summary>Makes the first operator through the setup page; the page is signed in afterwards.</summary>
    public static async Task ClaimAsync(IPage page)
    {
        await page.GotoAsync($"/setup?token={SetupToken}");
        await page.GetByLabel("Name").FillAsync("Ada Lovelace");
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create operator" }).ClickAsync();
        await Navigation.AwayFromAsync(page, "/setup");
    }

    /// <summary>Fills the sign-in page and sends it.</summary>
    public static async Task SignInAsync(IPage page, string email = Email, string password = Password, string returnUrl = "/audit")
    {
        await page.GotoAsync($"/sign-in?return-url={Uri.EscapeDataString(returnUrl)}");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Bifrost.DisposeAsync();
    }
}
