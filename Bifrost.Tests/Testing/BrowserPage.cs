using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Bifrost.Tests.Testing;

/// <summary>A page with its console errors, accessibility check and screenshots.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
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

    /// <summary>Fails with every finding of axe that is serious or critical, quoting rule, element and advice.</summary>
    public async Task AssertNoSeriousAxeFindingsAsync()
    {
        var result = await Page.RunAxe();
        var serious = result.Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{v.Impact} {v.Id}: {v.Help}\n  {string.Join("\n  ", v.Nodes.Select(n => n.Html))}").ToArray();
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
