using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Bifrost.Tests.Domain.Usage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>The overview after an hour of traffic, as README shows it: <c>docs/overview.png</c> is its screenshot. The traffic is made up.</summary>
[Collection(PageTests.Name)]
public sealed class OverviewTests
{
    private const int Calls = 5_000;

    [Fact]
    public async Task An_hour_of_traffic_is_drawn_and_told_in_one_sentence()
    {
        await using var provider = await FakeProvider.StartAsync();
        using var folder = new TempFolder();
        await FillAsync(folder.Combine("data"), provider);
        await using var site = await ConsoleSite.StartAsync(folder.Combine("data"));
        await using var visitor = await site.OpenAsync();
        await ConsoleSite.ClaimAsync(visitor.Page);

        await visitor.Page.GotoAsync("/");

        await Expect(visitor.Page.GetByText("The provider is healthy.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(visitor.Page.Locator(".apexcharts-canvas")).ToHaveCountAsync(7, new() { Timeout = 30_000 });
        await visitor.AssertNoSeriousAxeFindingsAsync();
        Assert.Empty(await visitor.Page.Locator(".tiles dd").EvaluateAllAsync<string[]>("all => all.filter(x => x.scrollWidth > x.clientWidth).map(x => x.textContent)"));
        await visitor.ScreenshotAsync("overview-hour-1440-light");
        visitor.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Without_a_provider_it_says_so_and_leads_to_adding_one_even_when_calls_were_refused()
    {
        await using var bifrost = await InProcessBifrost.StartAsync(environment: new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: bifrost.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Connect a provider" })).ToBeVisibleAsync();
        await Expect(page.GetByText("healthy")).ToHaveCountAsync(0);

        using var caller = bifrost.CreateClient(await bifrost.AddKeyAsync("early", "*"));
        using var body = new StringContent("""{"model":"openai/gpt-4o","messages":[]}""", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.NotFound, (await caller.PostAsync("/v1/chat/completions", body, TestContext.Current.CancellationToken)).StatusCode);
        Assert.True(await bifrost.Services.GetRequiredService<UsageWriter>().FlushAsync(TestContext.Current.CancellationToken));
        await page.GotoAsync("/");
        await Expect(page.Locator(".state-sentence")).ToContainTextAsync("No provider is connected yet. 1 request in the last hour");
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("overview-no-provider-1440-light");
        await page.GetByRole(AriaRole.Link, new() { Name = "Connect a provider" }).ClickAsync();
        await Navigation.ContainsAsync(page, "/providers?add=true");

        await bifrost.AddProviderAsync("lab", "http://127.0.0.1:9/v1");
        await using (var db = await bifrost.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await db.Providers.ExecuteUpdateAsync(x => x.SetProperty(p => p.DisabledAt, TimeProvider.System.GetUtcNow().UtcDateTime), TestContext.Current.CancellationToken);
        }

        await page.GotoAsync("/");
        await Expect(page.Locator(".state-sentence")).ToContainTextAsync("Every provider is disabled.");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "See the providers" })).ToBeVisibleAsync();
        visitor.AssertNoConsoleErrors();
    }

    private static async Task FillAsync(string dataFolder, FakeProvider provider)
    {
        await using var services = GovernanceSeed.Services(dataFolder);
        await services.GetRequiredService<Database>().PrepareAsync(ConsoleSite.SetupToken, TestContext.Current.CancellationToken);
        var spec = new ProviderSpec { Name = "openai", Kind = "openai", BaseUrl = provider.BaseUrl, AllowPrivateNetwork = true, Keys = [new("main", "sk-upstream-main-0001")] };
        Assert.True((await services.GetRequiredService<ProviderCommands>().CreateAsync(Actor.CommandLine, spec)).IsOk);
        Assert.True((await services.GetRequiredService<VirtualKeyCommands>().CreateAsync(Actor.CommandLine, new VirtualKeySpec("search", Models: ["openai/*"]))).IsOk);
        var random = new Random(7);
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        for (var i = 0; i < Calls; i++)
        {
            services.GetRequiredService<UsageQueue>().Add(new UsageDatabase.Plain { Record = Call(random, now.AddHours(-random.NextDouble())) });
        }

        Assert.True(await services.GetRequiredService<UsageWriter>().FlushAsync(TestContext.Current.CancellationToken));
    }

    // Waves over the hour and a long tail, as providers have them.
    private static UsageRecord Call(Random random, DateTime time) => SampleUsage.At(time, record =>
    {
        var wave = 1 + (0.25 * Math.Sin(time.TimeOfDay.TotalMinutes / 7));
        var tail = 1 / (0.04 + random.NextDouble());
        record.FirstTokenMicros = (long)(180_000 * wave) + (long)(30_000 * tail);
        record.LatencyMicros = record.FirstTokenMicros.Value + (long)(400_000 * wave) + random.Next(500_000);
        record.OverheadMicros = 90 + (long)(40 * tail);
        record.InputTokens = 300 + random.Next(1_500);
        record.OutputTokens = 40 + random.Next(400);
        record.CostNanos = (record.InputTokens * 2_500) + (record.OutputTokens * 10_000);
        record.ListCostNanos = record.CostNanos;
        record.Outcome = random.Next(120) switch
        {
            0 => UsageOutcome.CallerAborted,
            1 => UsageOutcome.Refused,
            2 => UsageOutcome.ProviderError,
            _ => UsageOutcome.Completed,
        };
    });
}
