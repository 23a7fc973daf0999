using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Bifrost.Tests.Testing.Browser.Stopper))]

namespace Bifrost.Tests.Testing;

/// <summary>
/// A test's pages in Debian's Chromium, headless, driven by Playwright; nothing is downloaded. One Chromium serves the whole
/// assembly, for starting it takes seconds; tests of the <see cref="PageTests"/> collection use it one at a time. Each page
/// has its own context, so no cookie is shared.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Chromium)>> Shared = new(StartAsync);

    private readonly IBrowser browser;
    private readonly List<BrowserPage> pages = [];

    private Browser(IBrowser browser) => this.browser = browser;

    /// <summary>Starts Chromium, if no test did yet.</summary>
    public static async Task<Browser> LaunchAsync() => new((await Shared.Value).Chromium);

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
        var page = new BrowserPage(context, await context.NewPageAsync());
        pages.Add(page);
        return page;
    }

    /// <summary>Closes the test's pages; Chromium goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var page in pages)
        {
            await page.DisposeAsync();
        }
    }

    private static async Task<(IPlaywright Playwright, IBrowser Chromium)> StartAsync()
    {
        if (!File.Exists(Chromium)) throw new InvalidOperationException("Chromium is missing: apt-get install chromium (test.sh does it).");
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        // A busy machine is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(30_000);
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return (playwright, chromium);
    }

    /// <summary>Ends Chromium after the last test.</summary>
    public sealed class Stopper : IAsyncDisposable
    {
        /// <inheritdoc />
        public async ValueTask DisposeAsync()
        {
            if (Shared.IsValueCreated)
            {
                var (playwright, chromium) = await Shared.Value;
                await chromium.DisposeAsync();
                playwright.Dispose();
            }
        }
    }
}
