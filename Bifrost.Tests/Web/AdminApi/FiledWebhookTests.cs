using Bifrost.Domain.Governance.File;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>A webhook of the governance file: shown as such, read-only but for what outranks the file.</summary>
public sealed class FiledWebhookTests
{
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
        var deleted = await host.AsAdminAsync("DELETE", path);
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
