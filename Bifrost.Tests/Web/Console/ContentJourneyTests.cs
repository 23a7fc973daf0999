using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Bifrost.Web.Console.Requests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bifrost.Tests.Web.Console;

/// <summary>Prompts and answers: kept only where a person switched it on, shown only to admins, each view an event.</summary>
[Collection(PageTests.Name)]
public sealed class ContentJourneyTests
{
    [Fact]
    public async Task Content_is_kept_for_a_key_that_says_so_shown_as_a_conversation_and_each_view_is_audited()
    {
        var seeded = await SeededSite.SharedAsync();
        await using var visitor = await seeded.OpenAsync("/virtual-keys?create=true");
        var page = visitor.Page;
        var dialog = page.Locator(".mud-dialog");
        await dialog.GetByLabel("Name").First.FillAsync("captured");
        await dialog.GetByLabel("Add a model").FillAsync("openai/*");
        await dialog.GetByLabel("Add a model").PressAsync("Enter");
        var keep = dialog.GetByRole(AriaRole.Checkbox);
        await Expect(keep).Not.ToBeCheckedAsync();
        await Expect(dialog).ToContainTextAsync("Nothing of them is kept.");
        await keep.CheckAsync();
        await dialog.GetByRole(AriaRole.Spinbutton).FillAsync("3");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var key = await page.Locator(".secret code").InnerTextAsync();

        seeded.Provider.TextOf = _ => "an answer to keep";
        var kept = await CallAsync(seeded, key, "a prompt to keep");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open the request" }).ClickAsync();
        var drawer = page.GetByRole(AriaRole.Dialog);
        await Expect(drawer).ToContainTextAsync("Each view is an audit event.");
        await Expect(drawer).Not.ToContainTextAsync("a prompt to keep");
        await drawer.GetByRole(AriaRole.Button, new() { Name = "Show content" }).ClickAsync();
        await Expect(drawer.Locator(".message")).ToHaveTextAsync(["usera prompt to keep", "assistantan answer to keep"]);
        await visitor.AssertNoSeriousAxeFindingsAsync();
        await visitor.ScreenshotAsync("request-content-1440-light");
        Assert.Equal(kept.ToString(), Assert.Single(await SeededSite.EventsAsync(page, "content.viewed")).GetProperty("target_id").GetString());

        await SwitchOffAsync(page);
        var forgotten = await CallAsync(seeded, key, "a prompt to forget");
        await page.GotoAsync($"/requests?request={forgotten}");
        await Expect(drawer).ToContainTextAsync("Not kept.");
        Assert.Single(await SeededSite.EventsAsync(page, "content.viewed"));
    }

    [Fact]
    public async Task An_auditor_asking_for_content_is_refused_with_an_event_and_sees_nothing()
    {
        await using var provider = await FakeProvider.StartAsync();
        await using var host = await InProcessBifrost.StartAsync();
        await host.AddProviderAsync("fake", provider.BaseUrl, "upstream-key");
        var issued = await host.Services.GetRequiredService<VirtualKeyCommands>().CreateAsync(Actor.CommandLine, new VirtualKeySpec("captured", Models: ["*"], CaptureContentDays: 1));
        using var client = host.CreateClient(issued.Value.Secret);
        var id = await CallAsync(client, "fake/gpt-4o-mini", "a prompt");
        await host.Services.GetRequiredService<UsageWriter>().FlushAsync(TestContext.Current.CancellationToken);
        await Polling.UntilAsync(async () => await host.Services.GetRequiredService<UsageQueries>().FindAsync(id) is not null, () => "No record.");
        var reader = host.Services.GetRequiredService<ContentReader>();

        Assert.Equal(ResultKind.Forbidden, (await reader.ViewAsync(Actor.CommandLine with { Role = Role.Auditor, Name = "bob@example.com" }, id)).Kind);
        Assert.Contains("a prompt", (await reader.ViewAsync(Actor.CommandLine, id)).Value.Request, StringComparison.Ordinal);

        var events = await host.Services.GetRequiredService<AuditQueries>().ListAsync(new AuditFilter { Action = AuditActions.ContentViewed }, null, 10);
        Assert.Equal([AuditOutcome.Success, AuditOutcome.Denied], events.Select(e => e.Outcome));
        Assert.All(events, e => Assert.Equal(id.ToString(), e.TargetId));
    }

    private static async Task SwitchOffAsync(IPage page)
    {
        await page.GotoAsync("/virtual-keys?q=captured");
        await page.GetByRole(AriaRole.Link, new() { Name = "captured", Exact = true }).ClickAsync();
        await Expect(page.Locator(".drawer")).ToContainTextAsync("kept 3 days, encrypted");
        await page.GetByRole(AriaRole.Button, new() { Name = "Edit", Exact = true }).ClickAsync();
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Checkbox).UncheckAsync();
        await page.Locator(".mud-dialog").GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".drawer dt:text-is('Prompts and answers') + dd")).ToHaveTextAsync("not kept");
    }

    private static async Task<Guid> CallAsync(SeededSite seeded, string key, string prompt)
    {
        using var client = seeded.Site.Bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await CallAsync(client, "openai/gpt-4o-mini", prompt);
    }

    private static async Task<Guid> CallAsync(HttpClient client, string model, string prompt)
    {
        using var body = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{prompt}}"}]}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/chat/completions", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return Guid.Parse(response.Headers.GetValues("x-request-id").Single());
    }
}
