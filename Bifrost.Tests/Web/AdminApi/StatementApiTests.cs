using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Bifrost.Web.AdminApi;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>Breakdowns and statements, as a billing script uses them.</summary>
public sealed class StatementApiTests
{
    private static readonly DateTime March = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_month_is_listed_closed_and_taken_away_as_it_was_and_corrected_in_the_next(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        var acme = (await host.MakeAsync("/api/v1/customers", """{"name":"acme"}""")).GetProperty("id").GetGuid();
        await AddAsync(host, March.AddDays(2), acme, 1_000_000_001);
        await AddAsync(host, March.AddDays(3), Guid.Empty, 7);
        var draft = Read(await host.AsAdminAsync("GET", "/api/v1/statements/draft?customer=acme&month=2026-03"));
        Assert.Equal(("draft", null, 1.000000001m), (draft.State, draft.Number, draft.Total.CostUsd));
        Assert.Equal(2, (await host.AsAdminAsync("GET", "/api/v1/statements/drafts?month=2026-03")).Json.GetArrayLength());

        var closed = await host.MakeAsync("/api/v1/statements", """{"month":"2026-03"}""");
        Assert.Equal(409, (await host.AsAdminAsync("POST", "/api/v1/statements", """{"month":"2026-03"}""")).Status);
        var row = closed.EnumerateArray().Single(x => x.GetProperty("customer").GetString() == "acme");
        var json = await host.AsAdminAsync("GET", $"/api/v1/statements/{row.GetProperty("id").GetString()}");
        var csv = await host.AsAdminAsync("GET", $"/api/v1/statements/{row.GetProperty("id").GetString()}/csv");
        Assert.Equal((row.GetProperty("json_sha256").GetString(), row.GetProperty("csv_sha256").GetString()), (HashOf(json.Text), HashOf(csv.Text)));
        Assert.Equal(("closed", 1.000000001m, 1), (Read(json).State, Read(json).Total.CostUsd, Read(json).Lines.Count));
        Assert.Equal("text/csv", csv.MediaType);
        Assert.Equal(404, (await host.AsAdminAsync("GET", "/api/v1/statements/draft?customer=acme&month=2026-03")).Status);

        await AddAsync(host, March.AddDays(9), acme, 5);
        await host.MakeAsync("/api/v1/adjustments", """{"customer":"acme","amount_usd":-0.5,"reason":"a credit","month":"2026-03"}""");
        var waiting = (await host.AsAdminAsync("GET", "/api/v1/statements/drafts?customer=acme")).Json[0];
        Assert.Equal((0.000000005m, -0.5m), (waiting.GetProperty("adjustments_usd").GetDecimal(), waiting.GetProperty("corrections_usd").GetDecimal()));
        var next = Read(await host.AsAdminAsync("GET", "/api/v1/statements/draft?customer=acme"));
        Assert.Equal([("adjustment", "2026-03"), ("correction", "2026-03")], next.Lines.Select(l => (l.Kind, l.BelongsTo)));
        Assert.Equal(json.Text, (await host.AsAdminAsync("GET", $"/api/v1/statements/{row.GetProperty("id").GetString()}")).Text);

        var list = await host.AsAdminAsync("GET", "/api/v1/statements?limit=1");
        var rest = await host.AsAdminAsync("GET", $"/api/v1/statements?limit=1&after={list.Next}");
        Assert.Equal((2, 1), (list.Json.GetProperty("data")[0].GetProperty("number").GetInt32(), rest.Json.GetProperty("data")[0].GetProperty("number").GetInt32()));
        Assert.Equal(1, (await host.AsAdminAsync("GET", "/api/v1/statements?customer=-")).Json.GetProperty("data").GetArrayLength());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Usage_is_broken_down_over_any_span(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        var acme = (await host.MakeAsync("/api/v1/customers", """{"name":"acme"}""")).GetProperty("id").GetGuid();
        await AddAsync(host, March.AddDays(2), acme, 3_000_000_000);
        await AddAsync(host, March.AddDays(3), Guid.Empty, 1_000_000_000);
        await AddAsync(host, March.AddDays(-2), acme, 1_500_000_000);

        var all = (await host.AsAdminAsync("GET", "/api/v1/usage/breakdown?by=customer&from=2026-03-01&until=2026-04-01")).Json;
        Assert.Equal(("customer", 4m, 1.5m), (all.GetProperty("by").GetString(), all.GetProperty("whole").GetProperty("cost_usd").GetDecimal(), all.GetProperty("previous").GetProperty("cost_usd").GetDecimal()));
        var row = all.GetProperty("rows")[0];
        Assert.Equal((acme.ToString(), "acme", 0.75m, 1m), (row.GetProperty("key").GetString(), row.GetProperty("name").GetString(), row.GetProperty("share").GetDecimal(), row.GetProperty("change").GetDecimal()));
        Assert.Equal(JsonValueKind.Null, all.GetProperty("rows")[1].GetProperty("key").ValueKind);
        var none = (await host.AsAdminAsync("GET", "/api/v1/usage/breakdown?by=day&from=2026-03-01T00:00:00Z&until=2026-03-31T12:00:00Z&customer=-")).Json;
        Assert.Equal("2026-03-04", Assert.Single(none.GetProperty("rows").EnumerateArray()).GetProperty("key").GetString());
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task What_is_wrong_is_named(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        foreach (var (query, field) in new[]
        {
            ("by=colour", "by"), ("by=1", "by"), ("range=fortnight", "range"), ("range=7d&from=2026-03-01", "range"), ("from=2026-03-01", "until"), ("from=2026-03-01T00:30:00Z&until=2026-03-02", "from"),
            ("from=2026-03-02&until=2026-03-01", "until"), ("from=2020-03-02&until=2026-03-01", "until"), ("customer=nobody", "customer"), ("sort=size", "sort"), ("order=up", "order"), ("colour=red", "colour"), ("to=2026-03-01", "to"),
        })
        {
            var reply = await host.AsAdminAsync("GET", $"/api/v1/usage/breakdown?{query}");
            Assert.Equal((400, field), (reply.Status, Assert.Single(reply.Fields)));
        }

        foreach (var (path, body, field) in new[]
        {
            ("statements", "{}", "month"), ("statements", """{"month":"2026-13"}""", "month"), ("statements", """{"month":"9000-01"}""", "month"), ("statements", """{"month":"2026-03","customer":"nobody"}""", "customer"),
            ("statements", """{"month":"2026-03"}""", "month"), ("adjustments", """{"amount_usd":1,"reason":"x"}""", "customer"), ("adjustments", """{"customer":"-","reason":"x"}""", "amount_usd"),
            ("adjustments", """{"customer":"-","amount_usd":0.0000000001,"reason":"x"}""", "amount_usd"), ("adjustments", """{"customer":"-","amount_usd":1}""", "reason"), ("adjustments", """{"customer":"-","amount_usd":1,"reason":"x","month":"soon"}""", "month"),
        })
        {
            var reply = await host.AsAdminAsync("POST", $"/api/v1/{path}", body);
            Assert.Equal((400, field), (reply.Status, Assert.Single(reply.Fields)));
        }
    }

    private static async Task<AdminApiHost> StartAsync(TestDatabase database)
    {
        var host = new AdminApiHost { Database = database.Kind == DatabaseKind.Postgres ? database.ConnectionString : null };
        await host.InitializeAsync();
        return host;
    }

    private static Task<int> AddAsync(AdminApiHost host, DateTime hour, Guid customer, long nanos) => host.ReadAsync(async db =>
    {
        db.UsageTotals.Add(new UsageTotal { Hour = hour, CustomerId = customer, Provider = "openai", Model = "gpt-4o", Requests = 1, CostNanos = nanos, ListCostNanos = nanos });
        return await db.SaveChangesAsync();
    });

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static StatementDocument Read(ApiReply reply)
    {
        Assert.Equal(200, reply.Status);
        var options = new JsonSerializerOptions();
        AdminJson.Configure(options);
        return JsonSerializer.Deserialize<StatementDocument>(reply.Text, options)!;
    }
}
