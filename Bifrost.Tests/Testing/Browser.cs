using Microsoft.Playwright;

namespace Bifrost.Tests.Testing;

/// <summary>
/// Debian's Chromium, headless, driven by Playwright; nothing is downloaded. One a test class (or test), in the
/// <see cref="HeavyTests"/> collection; each page has its own context, so no cookie is shared.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    public static async Task<Browser> LaunchAsync()
    {
        if (!File.Exists(Chromium)) throw new InvalidOperationException("Chromium is missing: apt-get install chromium (test.sh does it).");
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>A new page in its own context.</summary>
    /// <param name="width">CSS pixels: 1440 for a desk, 400 for a phone.</param>
    /// <param name="dark">Whether the system prefers a dark scheme.</param>
    /// <param name="baseUrl">What relative addresses are resolved against.</param>
    public async Task<BrowserPage> OpenPageAsync(int width = 1440, bool dark = false, Uri? baseUrl = null)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            BaseURL = baseUrl?.ToString(),
            IgnoreHTTPSErrors = true,
        });
        return new BrowserPage(context, await context.NewPageAsync());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
