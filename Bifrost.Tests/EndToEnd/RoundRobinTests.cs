using System.Diagnostics;
using System.Net;
using Bifrost.Tests.Testing;
using Bifrost.Tests.Web.Console;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.EndToEnd;

/// <summary>The console behind a proxy that sends every request to another node: nothing of it needs to come back to the same one.</summary>
[Collection(ProcessTests.Name)]
public sealed class RoundRobinTests(RoundRobinSite site, ITestOutputHelper output) : IClassFixture<RoundRobinSite>
{
    private const string Socket = "/_blazor";
    private static readonly string[] Pages = ["/virtual-keys", "/limits", "/audit"];

    // Between a page and its WebSocket: whatever their distance is, one browser's or the other's circuit is the other node's.
    private const string OneRequestMore = "const request = new XMLHttpRequest(); request.open('GET', '/health/live', false); request.send();";

    // A busy machine is slow, not wrong.
    [Fact]
    public Task Sign_ins_pages_and_saves_succeed_whichever_node_answers() => RoundsAsync(browsers: 5, forms: 4);

    [Fact]
    [Trait("Category", "Long")]
    public Task A_hundred_of_a_hundred_sign_ins_pages_and_saves_succeed() => RoundsAsync(browsers: 25, forms: 75);

    [Fact]
    public Task A_page_says_so_where_a_proxy_refuses_WebSockets() => AssertSaidAsync(context =>
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    });

    /// <summary>What a browser waits for by itself for minutes.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public Task A_page_says_so_where_a_proxy_takes_WebSockets_and_says_nothing() =>
        AssertSaidAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default));

    [Fact]
    public async Task A_page_whose_connection_another_node_takes_up_loads_anew()
    {
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.SignInAsync(page, returnUrl: "/audit");
        await Expect(page.Locator(".page-header h1")).ToBeVisibleAsync();
        var loads = 0;
        page.Load += (_, _) => Interlocked.Increment(ref loads);
        var opened = Sockets();
        await Polling.UntilAsync(
            async () =>
            {
                // The next socket is the other node's or, where the page asked for something in between, the one after it.
                site.Proxy.CutWebSockets();
                await Polling.UntilAsync(() => Sockets() > opened, () => $"No new WebSocket after {opened}, {loads} loads.\n{string.Join('\n', visitor.ConsoleErrors)}");
                opened = Sockets();
                await Expect(page.Locator(".reconnect-trying")).ToBeHiddenAsync();
                return Volatile.Read(ref loads) > 0;
            },
            () => "The page is still the same.");
        await Expect(page.Locator(".page-header h1")).ToBeVisibleAsync();

        int Sockets() => site.Proxy.Answered.Count(x => x.Path == Socket);
    }

    private async Task RoundsAsync(int browsers, int forms)
    {
        var before = site.Proxy.Answered.Count;
        var since = Stopwatch.GetTimestamp();
        await using var visitor = await site.OpenAsync();
        await using var other = await site.OpenAsync();
        await other.Page.AddInitScriptAsync(OneRequestMore);
        for (var i = 0; i < browsers; i++)
        {
            await InBrowserAsync(i % 2 == 0 ? visitor : other, $"by-browser-{i}-of-{browsers}", Pages[i % Pages.Length]);
            if (i % 3 == 0)
            {
                // One more: rounds that all ask for an even number of things would have all their circuits from one node.
                await visitor.Page.APIRequest.GetAsync("/health/live");
            }
        }

        var inBrowsers = Stopwatch.GetElapsedTime(since);
        for (var i = 0; i < forms; i++)
        {
            await ByFormsAsync(i, forms);
        }

        var answered = site.Proxy.Answered.Skip(before).ToList();
        var sockets = answered.Where(x => x.Path == Socket).ToLookup(x => x.Node);
        output.WriteLine($"{browsers} of {browsers} in browsers ({inBrowsers.TotalSeconds:0.0} s) and {forms} of {forms} by forms ({(Stopwatch.GetElapsedTime(since) - inBrowsers).TotalSeconds:0.0} s). "
            + $"Requests by node: {Count(answered)}; WebSockets: {Count(sockets.SelectMany(x => x))}, {Elsewhere(answered)} of them not where their page came from.");
        Assert.True(sockets.Sum(x => x.Count()) >= 2 * browsers, "Pages went past the proxy.");
        Assert.All(site.Nodes, node => Assert.NotEmpty(sockets[node]));
        Assert.True(Elsewhere(answered) > 0);
        Assert.DoesNotContain(answered, x => x.Path.Contains("negotiate", StringComparison.Ordinal));
    }

    private string Count(IEnumerable<(string Path, string Node)> answered) => string.Join(" + ", site.Nodes.Select(x => answered.Count(a => a.Node == x)));

    /// <summary>Circuits of pages that another node had rendered.</summary>
    private static int Elsewhere(IEnumerable<(string Path, string Node)> answered)
    {
        var (elsewhere, page) = (0, "");
        foreach (var (path, node) in answered)
        {
            elsewhere += path == Socket && page != node ? 1 : 0;
            page = Pages.Contains(path) || path == "/customers-and-teams" ? node : page;
        }

        return elsewhere;
    }

    /// <summary>Somebody new signs in, saves something and looks at a page.</summary>
    private static async Task InBrowserAsync(BrowserPage visitor, string customer, string url)
    {
        var page = visitor.Page;
        await page.Context.ClearCookiesAsync();
        await ConsoleSite.SignInAsync(page, returnUrl: "/customers-and-teams");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add customer" }).ClickAsync();
        var name = page.Locator(".mud-dialog").GetByLabel("Name");
        await name.FillAsync(customer);
        await name.PressAsync("Enter");
        await Expect(page.GetByText(customer, new() { Exact = true }).First).ToBeVisibleAsync();
        await page.GotoAsync(url);

        // A page loads once its circuit is there.
        await Expect(page.Locator(".page-header h1")).ToBeVisibleAsync();
        visitor.AssertNoConsoleErrors();
    }

    private async Task ByFormsAsync(int round, int rounds)
    {
        using var visitor = new ConsoleVisitor(site.Proxy.Address);
        using var signedIn = await visitor.SignInAsync();
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        foreach (var url in Pages.Append("/audit/export?format=csv"))
        {
            using var page = await visitor.GetAsync(url);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        using var saved = await visitor.SaveAsync(HttpMethod.Post, "/api/v1/customers", $$"""{"name":"by-form-{{round}}-of-{{rounds}}"}""");
        Assert.Equal(HttpStatusCode.Created, saved.StatusCode);
        using var left = await visitor.SubmitTokenAsync("/virtual-keys", visitor, "/sign-out");
        Assert.Equal("/sign-in", left.Headers.Location!.OriginalString);
    }

    private async Task AssertSaidAsync(Func<HttpContext, Task> instead)
    {
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.SignInAsync(page);
        await Expect(page.Locator(".page-header h1")).ToBeVisibleAsync();
        var said = page.Locator("#no-circuit");
        site.Proxy.InsteadOfWebSockets = instead;
        try
        {
            await page.GotoAsync("/audit");
            await Expect(said).ToBeVisibleAsync();
            await Expect(said).ToContainTextAsync("a proxy on the way does not let WebSockets through");
            await Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
            await visitor.ScreenshotAsync("no-websocket-1440-light");
            await visitor.AssertNoSeriousAxeFindingsAsync();
        }
        finally
        {
            site.Proxy.InsteadOfWebSockets = null;
        }

        await Expect(page.Locator(".page-header h1")).ToBeVisibleAsync();
        await Expect(said).ToBeHiddenAsync();
    }
}
