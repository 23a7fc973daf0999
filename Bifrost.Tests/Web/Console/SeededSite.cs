using System.Text.Json;
using Bifrost.Tests.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Bifrost.Tests.Web.Console.SeededSite.Stopper))]

namespace Bifrost.Tests.Web.Console;

/// <summary>
/// One real Bifrost with providers, owners and keys and one browser for all tests that change nothing of each other's:
/// each takes rows of its own.
/// </summary>
public sealed class SeededSite : IAsyncDisposable
{
    private static SeededSite? shared;

    private readonly TempFolder folder = new();

    private SeededSite(FakeProvider provider) => Provider = provider;

    public FakeProvider Provider { get; }

    public ConsoleSite Site { get; private set; } = default!;

    /// <summary>The assembly's one site, started when a test first asks for it. Tests of the heavy collection run one at a time.</summary>
    public static async Task<SeededSite> SharedAsync()
    {
        if (shared is null)
        {
            var seeded = new SeededSite(await FakeProvider.StartAsync());
            await GovernanceSeed.FillAsync(seeded.folder.Combine("data"), seeded.Provider, 40);
            seeded.Site = await ConsoleSite.StartAsync(seeded.folder.Combine("data"));
            await using var first = await seeded.Site.OpenAsync();
            await ConsoleSite.ClaimAsync(first.Page);
            shared = seeded;
        }

        return shared;
    }

    /// <summary>A signed-in admin's tab at a page of the console.</summary>
    public async Task<BrowserPage> OpenAsync(string url, int width = 1440, bool dark = false)
    {
        var visitor = await Site.OpenAsync(width, dark);
        await ConsoleSite.SignInAsync(visitor.Page, returnUrl: url);
        await Navigation.AwayFromAsync(visitor.Page, "/sign-in");
        return visitor;
    }

    /// <summary>The audit trail's events of one action, newest first.</summary>
    public static async Task<IReadOnlyList<JsonElement>> EventsAsync(IPage page, string action)
    {
        var lines = await (await page.APIRequest.GetAsync($"/audit/export?format=jsonl&action={action}")).TextAsync();
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Site.DisposeAsync();
        await Provider.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Ends the shared site after the last test.</summary>
    public sealed class Stopper : IAsyncDisposable
    {
        /// <inheritdoc />
        public ValueTask DisposeAsync() => shared?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
