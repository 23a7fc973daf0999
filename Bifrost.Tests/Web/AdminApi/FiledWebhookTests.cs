using Bifrost.Domain.Governance.File;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>A webhook of the governance file: shown as such, read-only but for what outranks the file.</summary>
public sealed class FiledWebhookTests
{
    [Fact]
    public async Task Deleting_asks_for_the_version_that_was_seen()
    {
        await using var host = new AdminApiHost();
        await host.InitializeAsync();
        var made = await host.MakeAsync("/api/v1/webhooks", """{"name":"ops","url":"https://hooks.example.invalid/a"}""");
        var path = $"/api/v1/webhooks/{made.GetProperty("id").GetString()}";
        Assert.Equal(200, (await host.AsAdminAsync("PUT", path, """{"name":"ops","url":"https://hooks.example.invalid/b"}""", "\"1\"")).Status);

        Assert.Equal((428, 412), ((await host.AsAdminAsync("DELETE", path)).Status, (await host.AsAdminAsync("DELETE", path, null, "\"1\"")).Status));
        Assert.Equal(200, (await host.AsAdminAsync("DELETE", path, null, "\"2\"")).Status);
        Assert.Equal(404, (await host.AsAdminAsync("GET", path)).Status);
    }

    [Fact]
    public async Task An_auditor_sees_no_query_of_an_address_anywhere()
    {
        await using var host = new AdminApiHost();
        await host.InitializeAsync();
        const string Whole = "https://hooks.example.invalid:8443/bifrost/x?token=canary-1";
        var made = await host.MakeAsync("/api/v1/webhooks", $$"""{"name":"ops","url":"{{Whole}}"}""");
        var path = $"/api/v1/webhooks/{made.GetProperty("id").GetString()}";
        Assert.Equal(200, (await host.AsAdminAsync("PUT", path, $$"""{"name":"ops","url":"{{Whole}}2"}""", "\"1\"")).Status);

        Assert.Equal(Whole + "2", (await host.AsAdminAsync("GET", path)).Json.GetProperty("url").GetString());
        foreach (var read in new[] { "/api/v1/webhooks", path, $"{path}/deliveries", "/api/v1/audit-events" })
        {
            var seen = await host.SendAsync("GET", read, token: host.Auditor);
            Assert.Equal(200, seen.Status);
            Assert.DoesNotContain("canary", seen.Text, StringComparison.Ordinal);
        }

        Assert.Equal("https://hooks.example.invalid:8443/bifrost/x", (await host.SendAsync("GET", path, token: host.Auditor)).Json.GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_webhook_of_the_file_is_not_written_but_tested_rotated_and_disabled()
    {
        await using var host = new AdminApiHost();
        await host.InitializeAsync();
        using var folder = new TempFolder();
        var file = folder.Combine("governance.json");
        await File.WriteAllTextAsync(file, """{ "webhooks": [ { "name": "ops", "url": "https://hooks.example.invalid/", "secret": "env.BIFROST_WEBHOOK_SECRET" } ] }""");
        Assert.Empty((await host.Services.GetRequiredService<GovernanceFileApplier>().ApplyAsync(file, new GovernanceFileOptions(), GovernanceFileTexts.Environment)).Errors);

        var row = (await host.AsAdminAsync("GET", "/api/v1/webhooks")).Json.GetProperty("data")[0];
        Assert.True(row.GetProperty("from_file").GetBoolean());
        var path = $"/api/v1/webhooks/{row.GetProperty("id").GetString()}";
        var changed = await host.AsAdminAsync("PUT", path, """{"name":"ops","url":"https://hooks.example.invalid/other"}""", "\"1\"");
        var deleted = await host.AsAdminAsync("DELETE", path, null, "\"1\"");
        Assert.Equal((400, 400), (changed.Status, deleted.Status));
        Assert.Contains("managed by the governance file", changed.Text, StringComparison.Ordinal);
        Assert.Contains("managed by the governance file", deleted.Text, StringComparison.Ordinal);
        foreach (var action in new[] { "test", "rotate", "disable", "enable" })
        {
            Assert.Equal((action, 200), (action, (await host.AsAdminAsync("POST", $"{path}/{action}")).Status));
        }

        Assert.False((await host.MakeAsync("/api/v1/webhooks", """{"name":"by hand","url":"https://hooks.example.invalid/"}""")).GetProperty("from_file").GetBoolean());
    }
}
