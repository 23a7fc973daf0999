using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>What an admin does to a budget out of turn says why, and the audit trail keeps it with who it was.</summary>
public sealed class ReasonTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task AResetAndARaiseWithoutAReasonAreRefusedByTheField(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        var team = await host.MakeAsync("/api/v1/teams", """{"name":"research"}""");
        var set = await host.AsAdminAsync("PUT", $"/api/v1/teams/{Text(team, "id")}/limits", """{"budgets":[{"limit_usd":5,"period":"1d"}]}""", "\"1\"");
        var budget = $"/api/v1/budgets/{Text(set.Json.GetProperty("budgets")[0], "id")}";
        const string Raise = "\"amount_usd\":2,\"until\":\"2099-01-01T00:00:00Z\"";
        var before = await host.LastSequenceAsync();

        foreach (var (path, body) in new[] { ("reset", "{}"), ("reset", """{"reason":null}"""), ("reset", """{"reason":" "}"""), ("raise", $"{{{Raise}}}"), ("raise", $"{{{Raise},\"reason\":\"\"}}"), ("reset", $$"""{"reason":"{{new string('x', 501)}}"}""") })
        {
            var refused = await host.AsAdminAsync("POST", $"{budget}/{path}", body);
            Assert.Equal((400, "reason"), (refused.Status, string.Join(",", refused.Fields)));
        }

        Assert.Equal(400, (await host.AsAdminAsync("POST", $"{budget}/reset")).Status);
        Assert.Empty(await host.EventsSinceAsync(before));

        Assert.Equal(200, (await host.AsAdminAsync("POST", $"{budget}/raise", $"{{{Raise},\"reason\":\"a busy day\"}}")).Status);
        Assert.Equal(200, (await host.AsAdminAsync("POST", $"{budget}/reset", """{"reason":"the demo"}""")).Status);

        // To end a raise is what was said when it began.
        Assert.Equal(200, (await host.AsAdminAsync("POST", $"{budget}/raise", """{"amount_usd":0}""")).Status);
        Assert.Equal(
            [("budget.overridden", "a busy day"), ("budget.reset", "the demo"), ("budget.overridden", null)],
            (await host.EventsSinceAsync(before)).OrderBy(x => x.Sequence).Select(x => (x.Action, x.Reason)));
    }

    [Fact]
    public async Task AFreezeAndItsEndAreKeptWithWhoAndWhy()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        var team = await host.MakeAsync("/api/v1/teams", """{"name":"research"}""");
        var path = $"/api/v1/teams/{Text(team, "id")}";
        var before = await host.LastSequenceAsync();

        await host.AsAdminAsync("POST", $"{path}/freeze", """{"reason":"runaway"}""");
        await host.AsAdminAsync("POST", $"{path}/unfreeze", """{"reason":"it was a test"}""");
        Assert.Equal(["reason"], (await host.AsAdminAsync("POST", $"{path}/freeze", $$"""{"reason":"{{new string('x', 501)}}"}""")).Fields);

        Assert.Equal(
            [("owner.frozen", "the admin", "research", "runaway"), ("owner.unfrozen", "the admin", "research", "it was a test")],
            (await host.EventsSinceAsync(before)).OrderBy(x => x.Sequence).Select(x => (x.Action, x.Actor, x.Target, x.Reason)));
    }

    [Fact]
    public async Task TheDescriptionSaysThatAReasonIsNeeded()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);

        var description = (await host.AsAdminAsync("GET", "/openapi/v1.json")).Json;
        var body = description.GetProperty("paths").GetProperty("/api/v1/budgets/{id}/reset").GetProperty("post").GetProperty("requestBody");

        Assert.True(body.GetProperty("required").GetBoolean());
        var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Equal(["reason"], schema.GetProperty("required").EnumerateArray().Select(x => x.GetString()));
    }

    private static string Text(JsonElement row, string field) => row.GetProperty(field).GetString()!;

    private static async Task<AdminApiHost> StartAsync(TestDatabase database)
    {
        var host = new AdminApiHost { Database = database.Kind == DatabaseKind.Postgres ? database.ConnectionString : null };
        await host.InitializeAsync();
        return host;
    }
}
