using Bifrost.Tests.Testing;
using Microsoft.Playwright;

namespace Bifrost.Tests.Web.Console;

[Collection(PageTests.Name)]
public sealed class LiveJourneyTests
{
    [Fact]
    public Task Overview_requests_drawer_and_playground_follow_what_happens() => FollowAsync((1440, false), (400, true));

    [Fact]
    [Trait("Category", "Long")]
    public Task Overview_requests_drawer_and_playground_in_the_other_looks() => FollowAsync((1440, true), (400, false));

    private static async Task FollowAsync(params (int Width, bool Dark)[] looks)
    {
        await using var site = await LiveSite.StartAsync();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByText("Waiting for your first request")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("overview-first-steps");

        await page.EvaluateAsync("window.sameDocument = true");
        var first = await site.CallAsync();
        await Assertions.Expect(page.GetByText("1 request in the last hour, none failed or refused.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-tile=spend]")).ToHaveTextAsync("$0.00037");
        Assert.True(await page.EvaluateAsync<bool>("window.sameDocument === true"));

        var refused = await site.CallAsync("fake/not-allowed");
        await CheckRequestsAsync(site, visitor, first, refused);
        await CheckPlaygroundAsync(site, visitor);
        foreach (var (width, dark) in looks)
        {
            await CheckPagesAsync(site, width, dark, first, refused);
        }

        visitor.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A_model_that_no_provider_lists_is_tried_by_name()
    {
        await using var site = await LiveSite.StartAsync();
        site.Provider.Models.Clear();
        await using var visitor = await site.OpenAsync();
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/playground");
        await Assertions.Expect(page.GetByText("A name can be written all the same.")).ToBeVisibleAsync();
        await page.GetByLabel("Model").FillAsync(LiveSite.Model);
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Count");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator(".message-note")).ToContainTextAsync("1,204 in, 310 out");
        visitor.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A_request_that_is_still_under_way_appears_when_it_ends()
    {
        await using var site = await LiveSite.StartAsync();
        using var gate = new SemaphoreSlim(0);
        var events = ChatStream.Of("one two three", new TrueUsage(20, 3)).Events();
        var script = new Script().ContentType("text/event-stream").Chunk(events[0]).Gate(gate);
        foreach (var later in events.Skip(1))
        {
            script.Chunk(later);
        }

        site.Provider.On(r => r.Path.Contains("chat", StringComparison.Ordinal), script, times: 1);
        await using var visitor = await site.OpenAsync();
        await ConsoleSite.ClaimAsync(visitor.Page);
        using var client = site.Bifrost.CreateClient(site.Key);
        using var call = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"{{LiveSite.Model}}","stream":true,"messages":[{"role":"user","content":"Hello"}]}""", System.Text.Encoding.UTF8, "application/json"),
        };
        using var answer = await client.SendAsync(call, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await visitor.Page.GotoAsync($"/requests/{answer.Headers.GetValues("x-request-id").Single()}");
        var drawer = visitor.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer).ToContainTextAsync("No such request, or not yet");
        await visitor.ScreenshotAsync("request-under-way");

        gate.Release();
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await Assertions.Expect(drawer).ToContainTextAsync("200 chat gpt-4o-mini");
        visitor.AssertNoConsoleErrors();
    }

    private static async Task CheckRequestsAsync(LiveSite site, BrowserPage visitor, Guid first, Guid refused)
    {
        var page = visitor.Page;
        await page.GotoAsync("/requests");
        await Assertions.Expect(page.Locator(".row-linked")).ToHaveCountAsync(2);
        await page.GetByLabel("Outcome").SelectOptionAsync("refused");
        await Navigation.ToAsync(page, "/requests?outcome=refused");
        await Assertions.Expect(page.Locator(".row-linked")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".chip")).ToContainTextAsync("refused by Bifrost");
        await page.Locator(".row-link").ClickAsync();
        await Navigation.ToAsync(page, $"/requests?outcome=refused&request={refused}");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("model_not_allowed");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("The key ci may not use the model");
        await visitor.ScreenshotAsync("request-refused");
        await page.Keyboard.PressAsync("Escape");
        await Navigation.ToAsync(page, "/requests?outcome=refused");

        await page.GetByText("More filters").ClickAsync();
        await page.GetByLabel("Latency from").FillAsync("abc");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("milliseconds");

        await page.GotoAsync($"/requests/{first}");
        var drawer = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(drawer).ToContainTextAsync("1,204 × $0.15/M + 310 × $0.60/M = $0.00036660");
        await Assertions.Expect(drawer.GetByText(new System.Text.RegularExpressions.Regex(@"^[\d.]+ (µs|ms) of [\d.]+ (µs|ms|s) was us$"))).ToBeVisibleAsync();
        await Assertions.Expect(drawer).ToContainTextAsync("own price, in force since");
        await Assertions.Expect(drawer).ToContainTextAsync("Not kept.");

        var csv = await page.APIRequest.GetAsync("/requests/export?outcome=refused");
        var lines = (await csv.TextAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("request_id,time,virtual_key", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(refused.ToString(), Assert.Single(lines[1..]), StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(site));
    }

    private static async Task<int> CountAsync(LiveSite site)
    {
        await using var other = await site.OpenAsync();
        await ConsoleSite.SignInAsync(other.Page);
        await other.Page.GotoAsync("/requests?key=ci");
        await Assertions.Expect(other.Page.Locator(".row-linked").First).ToBeVisibleAsync();
        return await other.Page.Locator(".row-linked").CountAsync();
    }

    private static async Task CheckPlaygroundAsync(LiveSite site, BrowserPage visitor)
    {
        var page = visitor.Page;
        using var gate = new SemaphoreSlim(0);
        var events = ChatStream.Of("one two three", new TrueUsage(20, 3)).Events();
        var script = new Script().ContentType("text/event-stream");
        for (var i = 0; i < events.Count; i++)
        {
            script = i == 3 ? script.Gate(gate) : script;
            script.Chunk(events[i]);
        }

        site.Provider.On(r => r.Path.Contains("chat", StringComparison.Ordinal), script, times: 1);
        await page.GotoAsync("/playground");
        await Assertions.Expect(page.GetByLabel("Model")).ToHaveValueAsync(LiveSite.Model);
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Count");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Assertions.Expect(page.Locator(".message.assistant .message-text")).ToContainTextAsync("one");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("playground-streaming");
        gate.Release();
        await Assertions.Expect(page.Locator(".message.assistant .message-text")).ToHaveTextAsync("one two three");
        await Assertions.Expect(page.Locator(".message-note")).ToContainTextAsync("20 in, 3 out");

        await StopMidwayAsync(site, page);
        await page.GotoAsync("/audit");
        await Assertions.Expect(page.GetByText("playground.used", new() { Exact = true }).Last).ToBeVisibleAsync();
    }

    private static async Task StopMidwayAsync(LiveSite site, IPage page)
    {
        using var never = new SemaphoreSlim(0);
        var events = ChatStream.Of("endless words").Events();
        site.Provider.On(r => r.Path.Contains("chat", StringComparison.Ordinal), new Script().ContentType("text/event-stream").Chunk(events[0]).Chunk(events[1]).Gate(never), times: 1);
        var number = site.Provider.Requests.Count + 1;
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Go on");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        var upstream = await site.Provider.RequestAsync(number);
        await Assertions.Expect(page.Locator(".message.assistant .message-text").Last).ToContainTextAsync("endless");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(page.Locator(".message-note").Last).ToContainTextAsync("Stopped.");
        await upstream.CallerGone.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static async Task CheckPagesAsync(LiveSite site, int width, bool dark, Guid first, Guid refused)
    {
        await using var visitor = await site.OpenAsync(width, dark);
        await ConsoleSite.SignInAsync(visitor.Page);
        foreach (var (name, url, ready) in new[]
        {
            ("overview", "/", ".apexcharts-canvas"), ("requests", "/requests", ".row-linked"), ("request", $"/requests/{first}", ".waterfall"),
            ("request-refused", $"/requests/{refused}", ".drawer .notice"), ("requests-none", "/requests?error=nothing", ".state"),
            ("connect", "/connect", ".snippet"), ("playground", "/playground", ".chat"),
        })
        {
            await visitor.Page.GotoAsync(url);
            await Assertions.Expect(visitor.Page.Locator(ready).First).ToBeVisibleAsync();
            await visitor.AssertNoSeriousAxeFindingsAsync();
            await visitor.AssertFitsWidthAsync();
            await visitor.ScreenshotAsync($"{name}-{width}-{(dark ? "dark" : "light")}");
        }

        visitor.AssertNoConsoleErrors();
    }
}
