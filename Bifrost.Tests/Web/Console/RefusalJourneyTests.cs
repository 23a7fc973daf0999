using System.Net;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>Somebody was told no and asks why: by the id, by the error's words, from the list.</summary>
[Collection(PageTests.Name)]
public sealed class RefusalJourneyTests
{
    [Fact]
    public async Task A_refusal_is_explained_from_its_id_and_from_its_words()
    {
        var team = new LimitsSpec { Budgets = [new BudgetSpec(0.02m, "1M", "Europe/Berlin")], RateLimits = [new RateLimitSpec(RateMetric.Requests, 600, "1m")], MaxConcurrency = 20 };
        await using var host = await BudgetedHost.StartAsync(BudgetedHost.Budget(1), team, null, BudgetedHost.APrice(0.01m), new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleSite.SetupToken });
        await using var browser = await Browser.LaunchAsync();
        await using var visitor = await browser.OpenPageAsync(baseUrl: host.Host.BaseAddress);
        var page = visitor.Page;
        await ConsoleSite.ClaimAsync(page);
        await page.GotoAsync("/refusals");
        await Expect(page.GetByText("Nothing was refused lately")).ToBeVisibleAsync();
        await visitor.ScreenshotAsync("refusals-empty-1440-light");

        HttpResponseMessage refused = null!;
        var body = "";
        for (var i = 0; i < 3; i++)
        {
            (_, body, refused) = await host.ChatAsync();
        }

        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
        Assert.True(await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var id = refused.Headers.GetValues("x-request-id").Single();

        await page.GotoAsync("/refusals");
        await Expect(page.GetByText("$0.02 of $0.02 spent")).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("refusals-list-1440-light");

        await ExplainAsync(visitor, body);
        await page.GotoAsync("/refusals?q=" + Guid.NewGuid());
        await Expect(page.GetByText("No request like that")).ToBeVisibleAsync();
        visitor.AssertNoConsoleErrors();

        await using var small = await browser.OpenPageAsync(400, dark: true, host.Host.BaseAddress);
        await ConsoleSite.SignInAsync(small.Page, returnUrl: "/refusals?q=" + id);
        await Expect(small.Page.GetByText("more than the limit")).ToBeVisibleAsync();
        await small.AssertFitsWidthAsync();
        await small.AssertNoSeriousAxeFindingsAsync();
        await small.ScreenshotAsync("refusals-why-400-dark");
    }

    private static async Task ExplainAsync(BrowserPage visitor, string body)
    {
        var page = visitor.Page;
        await page.GetByLabel("Request id or error").FillAsync("openai.APIStatusError: Error code: 402 - " + body);
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "$0.03: more than the limit" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "600 requests a minute" })).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("refusals-why-1440-light");
    }
}
