using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Bifrost.Tests.Testing;

/// <summary>A page with its console errors, accessibility check and screenshots.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => new BundledAxeScriptProvider().GetScript());

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> errors = new();

    internal BrowserPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error") errors.Enqueue(message.Text);
        };
        page.PageError += (_, error) => errors.Enqueue(error);
    }

    /// <summary>Playwright's page, for everything else.</summary>
    public IPage Page { get; }

    /// <summary>Errors that the page wrote to the console, and exceptions nobody caught.</summary>
    public IReadOnlyList<string> ConsoleErrors => [.. errors];

    public void AssertNoConsoleErrors() => Assert.True(errors.IsEmpty, $"{Page.Url} wrote errors:\n{string.Join('\n', errors)}");

    /// <summary>Fails when the page is wider than its window: nothing may scroll sideways at 400 px.</summary>
    public async Task AssertFitsWidthAsync()
    {
        var excess = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(excess <= 0, $"{Page.Url} is {excess} px wider than its window.");
    }

    /// <summary>Fails when something in what is uppermost, a dialog, a drawer or the page, stands out of it to the right, or a dialog scrolls sideways.</summary>
    public async Task AssertNothingIsCutAsync()
    {
        var cut = await Page.EvaluateAsync<string[]>("""
            () => {
                const layer = [...document.querySelectorAll('.mud-dialog')].pop() ?? document.querySelector('.drawer') ?? document.querySelector('#content');
                const right = layer.getBoundingClientRect().right + 1;
                const scrolls = e => e !== layer && (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX) || (e.parentElement && e.parentElement !== layer && scrolls(e.parentElement)));
                const sideways = [layer, ...layer.querySelectorAll('*')].filter(e => /auto|scroll/.test(getComputedStyle(e).overflowY) && !/table-frame|raw|snippet/.test(e.className) && e.scrollWidth > e.clientWidth + 1);
                const out = [...layer.querySelectorAll('*')].filter(e => e.checkVisibility() && e.getBoundingClientRect().width > 0 && e.getBoundingClientRect().right > right && !scrolls(e));
                return [...sideways, ...out].slice(0, 5).map(e => e.outerHTML.slice(0, 200));
            }
            """);
        Assert.True(cut.Length == 0, $"{Page.Url} is cut at:\n{string.Join('\n', cut)}");
    }

    /// <summary>Fails with every finding of axe that is serious or critical, quoting rule, element and advice.</summary>
    public async Task AssertNoSeriousAxeFindingsAsync()
    {
        // Run in the page itself: Deque's own way opens a blank page for each run, for the sake of frames, of which we have none.
        if (!await Page.EvaluateAsync<bool>("'axe' in window")) await Page.EvaluateAsync(Axe.Value);
        var serious = await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                .filter(x => x.impact === 'serious' || x.impact === 'critical')
                .map(x => `${x.impact} ${x.id}: ${x.help}\n  ${x.nodes.map(n => n.html).join('\n  ')}`)
            """);
        Assert.True(serious.Length == 0, $"{Page.Url}:\n{string.Join('\n', serious)}");
    }

    /// <summary>Saves a picture of the whole page as NAME.png in the folder that <c>BIFROST_SCREENSHOTS</c> names, if it does.</summary>
    public async Task ScreenshotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("BIFROST_SCREENSHOTS") is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
