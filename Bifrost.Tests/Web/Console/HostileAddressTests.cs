using System.Net;
using System.Reflection;
using System.Security.Claims;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Bifrost.Web.Console;
using Bifrost.Web.Console.Requests;
using Bifrost.Web.Console.Usage;
using Bifrost.Web.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>Whatever stands in an address, its page is shown: what cannot be read is nothing, and what names nothing is told so.</summary>
[Collection(PageTests.Name)]
public sealed class HostileAddressTests
{
    private static readonly string Governance = $$"""
        {
          "providers": [ { "name": "lab", "kind": "openai-compatible", "base_url": "http://127.0.0.1:9/v1", "allow_private_network": true } ],
          "customers": [ { "name": "acme", "budgets": [ { "limit_usd": 5, "period": "1M" } ] } ],
          "teams": [ { "name": "research", "customer": "acme" } ],
          "virtual_keys": [ { "name": "ci", "value": "{{KeySecret.Create(KeySecret.VirtualKeyPrefix)}}", "team": "research", "models": [ "lab/*" ] } ]
        }
        """;

    // Nothing that an editor opens for, and no id that the page could know.
    private static readonly string[] Hostile = ["abc", "", new string('x', 400), "-1", "99999999999999999999", "2026-13-45", "%F0%9F%92%A9%FF", "'%22%3C%25", Guid.CreateVersion7().ToString()];

    private static readonly string[] Doors = [ConsoleUrls.Setup, ConsoleUrls.SignIn, ConsoleUrls.Invite, ConsoleUrls.NotFound];

    /// <summary>Every page of the console, with every parameter that it reads.</summary>
    private static IEnumerable<(Type Page, string Parameter)> Parameters =>
        Pages.Where(page => !Doors.Contains(page.GetCustomAttribute<RouteAttribute>()!.Template)).SelectMany(page => NamesOf(page).Select(name => (page, name)))
            .Concat(RequestFilter.Parameters.Select(name => (typeof(RequestsPage), name)))
            .Concat(BreakdownView.Parameters.Select(name => (typeof(BreakdownPage), name)))
            .Distinct();

    private static IEnumerable<Type> Pages => typeof(ConsoleUrls).Assembly.GetTypes().Where(x => x.IsDefined(typeof(RouteAttribute)));

    [Fact]
    public void A_page_reads_each_parameter_as_text()
    {
        var others = Pages.SelectMany(page => Supplied(page).Where(x => x.PropertyType != typeof(string)).Select(x => $"{page.Name}.{x.Name}")).ToArray();
        Assert.True(others.Length == 0, $"Read them through AddressText: {string.Join(", ", others)}");
        Assert.True(Parameters.Count() > 60);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Every_page_is_shown_whatever_its_address_says(DatabaseKind kind)
    {
        await using var database = kind == DatabaseKind.Postgres ? await TestDatabase.MigratedAsync(kind) : null;
        var environment = new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleVisitor.SetupToken, ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) };
        if (database is not null)
        {
            environment["BIFROST_DATABASE"] = database.ConnectionString;
        }

        await using var host = await InProcessBifrost.StartAsync(environment: environment, governance: Governance, port: TestPaths.FreePort());
        using (var claimer = new ConsoleVisitor(host.BaseAddress))
        using (await claimer.ClaimAsync())
        {
        }

        List<string> broken = [];
        string[] values = [.. Hostile, .. await OthersIdsAsync(host)];
        var admin = await AdminAsync(host);
        foreach (var (page, parameter) in Parameters)
        {
            foreach (var value in values)
            {
                if (await ShowAsync(host, admin, page, $"{parameter}={value}") is { } problem)
                {
                    broken.Add($"{page}?{parameter}={value}: {problem}");
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public async Task An_address_with_a_NUL_leads_to_the_same_without()
    {
        await using var host = await InProcessBifrost.StartAsync(environment: new Dictionary<string, string> { ["BIFROST_SETUP_TOKEN"] = ConsoleVisitor.SetupToken });
        using var visitor = new ConsoleVisitor(host.BaseAddress);
        using (await visitor.ClaimAsync())
        {
        }

        foreach (var page in Pages.SelectMany(x => x.GetCustomAttributes<RouteAttribute>()).Select(x => x.Template).Where(x => !Doors.Contains(x)).Append("/audit/export").Append("/virtual-keys/export"))
        {
            using var response = await visitor.GetAsync($"{page}?q=a%00b&text=%2500");
            Assert.Equal((HttpStatusCode.Redirect, $"{page}?q=ab&text=%2500"), (response.StatusCode, response.Headers.Location?.OriginalString));
        }

        using var client = host.CreateClient();
        using var caller = await client.GetAsync(new Uri("/v1/models?q=%00", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, caller.StatusCode);
    }

    [Theory]
    [InlineData("/providers?provider=", "There is no such provider")]
    [InlineData("/virtual-keys?key=", "There is no such key")]
    [InlineData("/alerts?view=webhooks&webhook=", "There is no such webhook")]
    [InlineData("/statements?statement=", "There is no such statement")]
    [InlineData("/limits?accounts=", "There is no such budget")]
    [InlineData("/requests?request=", "There is no such request")]
    [InlineData("/playground?key=", "The key in the address is gone, or works no more.")]
    public async Task What_is_not_there_is_told_and_the_page_works_on(string address, string words)
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync(address + "abc");
        var page = visitor.Page;
        await Expect(page.GetByText(words)).ToBeVisibleAsync();
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync($"address-{address.Split('?')[0].Trim('/')}-1440-light");
        if (await page.GetByRole(AriaRole.Link, new() { Name = "Close" }).CountAsync() > 0)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Close" }).ClickAsync();
            await Expect(page.GetByText(words)).ToHaveCountAsync(0);
        }

        visitor.AssertNoConsoleErrors();
    }

    // As a circuit draws it, without the browser: a page of the console draws nothing before it has one.
    private static async Task<string?> ShowAsync(InProcessBifrost host, ClaimsPrincipal admin, Type page, string query)
    {
        var scope = host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var address = new Uri(host.BaseAddress, $"{page.GetCustomAttribute<RouteAttribute>()!.Template}?{query}");
        ((IHostEnvironmentNavigationManager)services.GetRequiredService<NavigationManager>()).Initialize(host.BaseAddress.ToString(), address.ToString());
        ((IHostEnvironmentAuthenticationStateProvider)services.GetRequiredService<AuthenticationStateProvider>()).SetAuthenticationState(Task.FromResult(new AuthenticationState(admin)));
        var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        try
        {
            var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync(page)).ToHtmlString());
            return html.Contains("on our side failed", StringComparison.Ordinal) ? "a part of it failed" : !html.Contains("<h1", StringComparison.Ordinal) ? "it has no title" : null;
        }
        catch (NavigationException)
        {
            return null;
        }
        catch (Exception exception)
        {
            return exception.Message;
        }
        finally
        {
            // Drawers say goodbye to a browser that was never there.
            await Record.ExceptionAsync(async () => await renderer.DisposeAsync());
            await Record.ExceptionAsync(async () => await scope.DisposeAsync());
        }
    }

    private static async Task<ClaimsPrincipal> AdminAsync(InProcessBifrost host)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        return OperatorClaims.For(await db.Users.SingleAsync(), DateTimeOffset.UnixEpoch);
    }

    /// <summary>The ids of a provider, a key, an owner and a budget: on each page all but one are another thing's.</summary>
    private static async Task<string[]> OthersIdsAsync(InProcessBifrost host)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync();
        return [(await db.Providers.SingleAsync()).Id.ToString(), (await db.VirtualKeys.SingleAsync()).Id.ToString(), (await db.Customers.SingleAsync()).Id.ToString(), (await db.Budgets.SingleAsync()).Id.ToString()];
    }

    private static IEnumerable<PropertyInfo> Supplied(Type page) =>
        page.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(x => x.IsDefined(typeof(SupplyParameterFromQueryAttribute)));

    private static IEnumerable<string> NamesOf(Type page) =>
        Supplied(page).Select(x => x.GetCustomAttribute<SupplyParameterFromQueryAttribute>()!.Name ?? x.Name.ToLowerInvariant());
}
