using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bifrost.Tests.Testing;

[Collection(PageTests.Name)]
public sealed class BrowserTests
{
    private const string Good = """
        <!doctype html><html lang="en"><head><title>Bifrost</title><link rel="icon" href="data:,"></head>
        <body><main><h1>Hello</h1><button>Press</button></main></body></html>
        """;

    private const string Bad = """
        <!doctype html><html><head><title>Bad</title><link rel="icon" href="data:,"></head>
        <body><main><h1>Hello</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="><button></button>
        <div style="width: 2000px">wide</div><script>console.error("canary")</script></main></body></html>
        """;

    [Theory]
    [InlineData(1440, false)]
    [InlineData(400, true)]
    public async Task A_good_page_passes(int width, bool dark)
    {
        await using var site = await SiteAsync(Good);
        await using var browser = await Browser.LaunchAsync();
        await using var page = await browser.OpenPageAsync(width, dark, new Uri(site.Urls.Single()));

        await page.Page.GotoAsync("/");

        Assert.Equal("Hello", await page.Page.InnerTextAsync("h1"));
        Assert.Equal(dark, await page.Page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches"));
        page.AssertNoConsoleErrors();
        await page.AssertFitsWidthAsync();
        await page.AssertNoSeriousAxeFindingsAsync();
        await page.ScreenshotAsync($"testing-good-{width}");
    }

    [Fact]
    public async Task A_bad_page_is_caught()
    {
        await using var site = await SiteAsync(Bad);
        await using var browser = await Browser.LaunchAsync();
        await using var page = await browser.OpenPageAsync(400, baseUrl: new Uri(site.Urls.Single()));

        await page.Page.GotoAsync("/");

        Assert.Equal(["canary"], page.ConsoleErrors);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(page.AssertFitsWidthAsync);
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(page.AssertNoSeriousAxeFindingsAsync);
    }

    private static async Task<WebApplication> SiteAsync(string html)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/", () => Results.Content(html, "text/html; charset=utf-8"));
        await app.StartAsync();
        return app;
    }
}
