using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>Wherever the API is told a team, a customer or a key, its name or its id does; anything else is refused by the field.</summary>
public sealed class OwnerNamingTests
{
    private const string Nobody = "0198a2f0-0000-7000-8000-000000000000";

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task BodiesAndFiltersTakeNamesAndIds(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = new AdminApiHost { Database = kind == DatabaseKind.Postgres ? database.ConnectionString : null };
        await host.InitializeAsync();
        var acme = Text(await host.MakeAsync("/api/v1/customers", """{"name":"acme"}"""), "id");
        var team = await host.MakeAsync("/api/v1/teams", $$"""{"name":"research","customer":"{{acme}}"}""");
        var research = Text(team, "id");
        Assert.Equal(("acme", acme), (Text(team, "customer"), Text(team, "customer_id")));

        var byId = await host.MakeAsync("/api/v1/virtual-keys", $$"""{"name":"by-id","team":"{{research}}"}""");
        var byName = await host.MakeAsync("/api/v1/virtual-keys", """{"name":"by-name","team":"research"}""");
        await host.MakeAsync("/api/v1/virtual-keys", $$"""{"name":"of-acme","customer":"{{acme}}"}""");
        await host.MakeAsync("/api/v1/virtual-keys", """{"name":"free"}""");
        Assert.Equal((("research", research), ("research", research)), ((Text(byId, "team"), Text(byId, "team_id")), (Text(byName, "team"), Text(byName, "team_id"))));
        var moved = await host.AsAdminAsync("PUT", $"/api/v1/virtual-keys/{Text(byName, "id")}", $$"""{"name":"by-name","customer":"{{acme}}"}""", "\"1\"");
        Assert.Equal("acme", Text(moved.Json, "customer"));

        foreach (var (filter, names) in new[]
        {
            ("team=research", "by-id"), ($"team={research}", "by-id"), ("customer=acme", "of-acme,by-name"), ($"customer={acme}", "of-acme,by-name"),
            ("team=-&customer=-", "free"),
        })
        {
            Assert.Equal(names, string.Join(",", (await host.AsAdminAsync("GET", $"/api/v1/virtual-keys?{filter}")).Names));
        }

        Assert.Equal(200, (await host.AsAdminAsync("GET", "/api/v1/requests?virtual_key_id=free")).Status);
        Assert.Equal(200, (await host.AsAdminAsync("GET", $"/api/v1/requests?virtual_key_id={Nobody}")).Status);
        Assert.Equal(200, (await host.AsAdminAsync("GET", "/api/v1/budgets?owner=research")).Status);
    }

    [Fact]
    public async Task WhatIsNeitherIsRefusedByTheField()
    {
        await using var host = new AdminApiHost();
        await host.InitializeAsync();
        foreach (var unknown in new[] { "nobody", Nobody })
        {
            Assert.Equal("team", await FieldAsync(host, "POST", "/api/v1/virtual-keys", $$"""{"name":"a","team":"{{unknown}}"}"""));
            Assert.Equal("customer", await FieldAsync(host, "POST", "/api/v1/virtual-keys", $$"""{"name":"a","customer":"{{unknown}}"}"""));
            Assert.Equal("customer", await FieldAsync(host, "POST", "/api/v1/teams", $$"""{"name":"a","customer":"{{unknown}}"}"""));
            Assert.Equal("team", await FieldAsync(host, "GET", $"/api/v1/virtual-keys?team={unknown}"));
            Assert.Equal("customer", await FieldAsync(host, "GET", $"/api/v1/virtual-keys?customer={unknown}"));
            Assert.Equal("owner", await FieldAsync(host, "GET", $"/api/v1/budgets?owner={unknown}"));
            Assert.Equal("owner", await FieldAsync(host, "GET", $"/api/v1/rate-limits?owner={unknown}"));
        }

        Assert.Equal("virtual_key_id", await FieldAsync(host, "GET", "/api/v1/requests?virtual_key_id=nobody"));
    }

    [Fact]
    public async Task TheDescriptionSaysSo()
    {
        await using var host = new AdminApiHost();
        await host.InitializeAsync();

        var description = (await host.AsAdminAsync("GET", "/openapi/v1.json")).Json;

        Assert.Equal("The team's name or id.", OfField("/api/v1/virtual-keys", "team"));
        Assert.Equal("The customer's name or id.", OfField("/api/v1/teams", "customer"));
        var filters = description.GetProperty("paths").GetProperty("/api/v1/virtual-keys").GetProperty("get").GetProperty("parameters").EnumerateArray();
        Assert.Contains(filters, x => Text(x, "name") == "team" && Text(x, "description").StartsWith("The team's name or id", StringComparison.Ordinal));

        string OfField(string path, string field) => Text(
            description.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json")
                .GetProperty("schema").GetProperty("properties").GetProperty(field), "description");
    }

    private static async Task<string> FieldAsync(AdminApiHost host, string method, string path, string? body = null)
    {
        var reply = await host.AsAdminAsync(method, path, body);
        Assert.True(reply.Status == 400, $"{path}: {reply.Status} {reply.Text}");
        return Assert.Single(reply.Fields);
    }

    private static string Text(JsonElement row, string field) => row.GetProperty(field).GetString()!;
}
