using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Bifrost.Tests.Testing;

/// <summary>
/// Waits for a page's address, and for its scripts: keys that are pressed before those are lost. Playwright's own <c>WaitForURLAsync</c> looks first and listens afterwards, so it misses an address
/// that comes in between and waits out its timeout (playwright-dotnet issue 3364); these ask again until it is so.
/// </summary>
public static class Navigation
{
    /// <summary>Waits until the address ends like this.</summary>
    public static Task ToAsync(IPage page, string ending) => MatchAsync(page, Regex.Escape(ending) + "$");

    /// <summary>Waits until the address contains this.</summary>
    public static Task ContainsAsync(IPage page, string part) => MatchAsync(page, Regex.Escape(part));

    /// <summary>Waits until the address no longer contains this.</summary>
    public static Task AwayFromAsync(IPage page, string part) => MatchAsync(page, $"^(?!.*{Regex.Escape(part)})");

    private static async Task MatchAsync(IPage page, string pattern)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)), new() { Timeout = 30_000 });
        await Polling.UntilAsync(() => IsLoadedAsync(page), () => $"{page.Url} does not load.");
    }

    private static async Task<bool> IsLoadedAsync(IPage page)
    {
        try
        {
            return await page.EvaluateAsync<bool>("document.readyState === 'complete'");
        }
        catch (PlaywrightException)
        {
            // Asked while one page made room for the next.
            return false;
        }
    }
}
