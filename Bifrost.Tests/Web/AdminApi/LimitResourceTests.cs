using System.Text.Json;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>Limits of models, tags and end users, and the lists of budgets and rate limits, on both databases.</summary>
public sealed class LimitResourceTests
{
    private const string Budgets = "\"budgets\":[{\"limit_usd\":5,\"period\":\"1d\"}]";

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Limits_are_made_listed_changed_frozen_and_removed(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        var model = await host.MakeAsync("/api/v1/limits", $$"""{"model":"openai/o3*","unpriced":{"hold_usd":0.05},{{Budgets}}}""");
        var tag = await host.MakeAsync("/api/v1/limits", $$"""{"tag":"feature","value":"*","rate_limits":[{"requests":60,"period":"1m"}],{{Budgets}}}""");
        await host.MakeAsync("/api/v1/limits", """{"end_user":"*","max_concurrency":3}""");
        Assert.Equal(("model", "openai/o3*", 0.05m), (Text(model, "kind"), Text(model, "model"), model.GetProperty("unpriced").GetProperty("hold_usd").GetDecimal()));
        Assert.Equal(("feature", "*", JsonValueKind.Null), (Text(tag, "tag"), Text(tag, "value"), tag.GetProperty("unpriced").ValueKind));
        Assert.Equal(("tag", "feature=*"), (Text(tag.GetProperty("budgets")[0], "owner_kind"), Text(tag.GetProperty("budgets")[0], "owner")));

        Assert.Equal(["end_user", "tag", "model"], await AllAsync(host, "/api/v1/limits?limit=1", "kind"));
        Assert.Equal(["tag"], await AllAsync(host, "/api/v1/limits?kind=tag", "kind"));
        Assert.Equal(["model"], await AllAsync(host, "/api/v1/limits?search=O3", "kind"));
        Assert.Equal(["kind"], (await host.AsAdminAsync("GET", "/api/v1/limits?kind=customer")).Fields);
        Assert.Equal(409, (await host.AsAdminAsync("POST", "/api/v1/limits", """{"end_user":"*"}""")).Status);

        var path = $"/api/v1/limits/{Text(model, "id")}";
        var changed = await host.AsAdminAsync("PUT", path, """{"model":"openai/o3*","unpriced":"allow","budgets":[{"limit_usd":7,"period":"1d"}]}""", "\"1\"");
        Assert.Equal((200, "\"2\"", "allow", 7m), (changed.Status, changed.ETag, Text(changed.Json, "unpriced"), changed.Json.GetProperty("budgets")[0].GetProperty("limit_usd").GetDecimal()));
        Assert.Equal(["model"], (await host.AsAdminAsync("PUT", path, """{"model":"openai/*"}""", "\"2\"")).Fields);
        Assert.Equal((412, 428), ((await host.AsAdminAsync("PUT", path, """{"model":"openai/o3*"}""", "\"1\"")).Status, (await host.AsAdminAsync("PUT", path, """{"model":"openai/o3*"}""")).Status));
        Assert.True((await host.AsAdminAsync("POST", $"{path}/freeze", """{"reason":"runaway"}""")).Json.GetProperty("frozen").GetBoolean());
        Assert.False((await host.AsAdminAsync("POST", $"{path}/unfreeze")).Json.GetProperty("frozen").GetBoolean());

        var version = (await host.AsAdminAsync("GET", path)).ETag;
        Assert.Equal((428, 412), ((await host.AsAdminAsync("DELETE", path)).Status, (await host.AsAdminAsync("DELETE", path, ifMatch: "\"1\"")).Status));
        Assert.Equal("openai/o3*", Text((await host.AsAdminAsync("DELETE", path, ifMatch: version)).Json, "model"));
        Assert.Equal(404, (await host.AsAdminAsync("GET", path)).Status);
        Assert.Equal(404, (await host.AsAdminAsync("DELETE", path, ifMatch: version)).Status);
        Assert.Empty(await AllAsync(host, "/api/v1/budgets?owner_kind=model", "owner"));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Budgets_and_rate_limits_are_listed_with_their_owners_and_filtered(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        foreach (var (collection, name) in new[] { ("customers", "acme"), ("teams", "acme"), ("teams", "research"), ("virtual-keys", "app") })
        {
            var row = await host.MakeAsync($"/api/v1/{collection}", $$"""{"name":"{{name}}"}""");
            Assert.False(row.GetProperty("frozen").GetBoolean());
            var set = await host.AsAdminAsync("PUT", $"/api/v1/{collection}/{Text(row, "id")}/limits", $$"""{ {{Budgets}},"rate_limits":[{"requests":60,"period":"1m"},{"tokens":9,"period":"1h"}]}""", "\"1\"");
            Assert.True(set.Status == 200, set.Text);
        }

        await host.MakeAsync("/api/v1/limits", $$"""{"tag":"env","value":"prod","rate_limits":[{"output_tokens":7,"period":"1d"}],{{Budgets}}}""");
        Assert.Equal(["env=prod", "app", "research", "acme", "acme"], await AllAsync(host, "/api/v1/budgets?limit=2", "owner"));
        Assert.Equal(["team", "customer"], await AllAsync(host, "/api/v1/budgets?owner=acme", "owner_kind"));
        Assert.Equal(["team"], await AllAsync(host, "/api/v1/budgets?owner=acme&owner_kind=team", "owner_kind"));
        Assert.Equal(["tag"], await AllAsync(host, "/api/v1/budgets?owner_kind=tag", "owner_kind"));
        var team = (await host.AsAdminAsync("GET", "/api/v1/teams?search=research")).Json.GetProperty("data")[0];
        Assert.Equal(["research"], await AllAsync(host, $"/api/v1/budgets?owner={Text(team, "id")}", "owner"));
        Assert.Equal(["owner_kind"], (await host.AsAdminAsync("GET", "/api/v1/budgets?owner_kind=limit")).Fields);

        Assert.Equal(9, (await AllAsync(host, "/api/v1/rate-limits?limit=4", "owner")).Count);
        var rate = Assert.Single((await host.AsAdminAsync("GET", "/api/v1/rate-limits?owner_kind=tag")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(("env=prod", "1d", 7, JsonValueKind.Null), (Text(rate, "owner"), Text(rate, "period"), rate.GetProperty("output_tokens").GetInt64(), rate.GetProperty("requests").ValueKind));
        await host.AsAdminAsync("POST", $"/api/v1/teams/{Text(team, "id")}/freeze");
        Assert.True((await host.AsAdminAsync("GET", $"/api/v1/teams/{Text(team, "id")}")).Json.GetProperty("frozen").GetBoolean());
    }

    /// <summary>Ranked by share over all periods, in pages; each account's budget by its dearest; what refuses nobody left out.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Budgets_are_ranked_by_what_is_left(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        foreach (var (name, spent, period) in new[] { ("a", 1, "1d"), ("b", 4, "1M"), ("c", 3, "1w"), ("d", 3, "1d"), ("gone", 5, "1d") })
        {
            var key = await host.MakeAsync("/api/v1/virtual-keys", $$"""{"name":"{{name}}"}""");
            var set = await host.AsAdminAsync("PUT", $"/api/v1/virtual-keys/{Text(key, "id")}/limits", $$"""{"budgets":[{"limit_usd":4,"period":"{{period}}"}]}""", "\"1\"");
            await SpendAsync(host, Guid.Parse(Text(set.Json.GetProperty("budgets")[0], "id")), "", spent);
        }

        var gone = (await host.AsAdminAsync("GET", "/api/v1/virtual-keys?search=gone")).Json.GetProperty("data")[0];
        await host.AsAdminAsync("POST", $"/api/v1/virtual-keys/{Text(gone, "id")}/revoke");
        var each = await host.MakeAsync("/api/v1/limits", """{"end_user":"*","budgets":[{"limit_usd":2,"period":"1d"}]}""");
        await SpendAsync(host, Guid.Parse(Text(each.GetProperty("budgets")[0], "id")), "alice", 1);
        await SpendAsync(host, Guid.Parse(Text(each.GetProperty("budgets")[0], "id")), "bob", 0);

        var ranking = (BudgetRanking)host.Services.GetService(typeof(BudgetRanking))!;
        var seen = new List<string>();
        Guid? after = null;
        do
        {
            var (budgets, next) = await ranking.PageAsync(new BudgetFilter(), 0, after, 2);
            seen.AddRange(budgets.Select(x => $"{x.Owner.Name} {x.Status.Account} {x.Status.Percent}"));
            after = next;
        }
        while (after is not null);

        Assert.Equal(["b  100", "c  75", "d  75", "* alice 50", "a  25"], seen);
        Assert.Equal(["b", "c", "d"], (await ranking.PageAsync(new BudgetFilter(), 75)).Budgets.Select(x => x.Owner.Name));
        Assert.Equal(["*"], (await ranking.PageAsync(new BudgetFilter(LimitOwnerKind.Subject, LimitSubjectKind.EndUser))).Budgets.Select(x => x.Owner.Name));
        Assert.Equal(["c"], (await ranking.PageAsync(new BudgetFilter(Text: "C"))).Budgets.Select(x => x.Owner.Name));
        var report = (BudgetReport)host.Services.GetService(typeof(BudgetReport))!;
        var budget = Guid.Parse(Text(each.GetProperty("budgets")[0], "id"));
        Assert.Equal(["alice"], (await report.AccountsAsync(budget, 1)).Select(x => x.Account));
        Assert.Equal(["bob"], (await report.AccountsAsync(budget, 5, "alice")).Select(x => x.Account));
        Assert.Empty(await report.AccountsAsync(budget, 5, "bob"));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Accounts_of_a_budget_come_in_pages_that_add_up_while_money_is_spent(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        var each = await host.MakeAsync("/api/v1/limits", """{"end_user":"*","budgets":[{"limit_usd":100,"period":"1d"}]}""");
        var id = Text(each.GetProperty("budgets")[0], "id");
        var accounts = new[] { "alice", "Bob", "bob", "ä-umlaut", "10", "9", "x/y?&=", "日本" };
        foreach (var (i, account) in accounts.Index())
        {
            await SpendAsync(host, Guid.Parse(id), account, i % 3);
        }

        foreach (var limit in new[] { 1, 3, 8 })
        {
            var found = new List<string>();
            var path = $"/api/v1/budgets/{id}/accounts?limit={limit}";
            for (var next = path; next is not null;)
            {
                var page = await host.AsAdminAsync("GET", next);
                var rows = page.Json.GetProperty("data").EnumerateArray().Select(x => Text(x, "account")).ToList();
                Assert.InRange(rows.Count, 1, limit);
                found.AddRange(rows);
                Assert.InRange(found.Count, 1, accounts.Length);
                next = page.Next is null ? null : $"{path}&after={page.Next}";

                // What was last becomes the dearest by far: neither it nor another is told again.
                var last = rows[^1];
                await host.ReadAsync(db => db.BudgetSpend.Where(x => x.Account == last).ExecuteUpdateAsync(x => x.SetProperty(s => s.PostedNanos, s => s.PostedNanos + 5_000_000_000L)));
            }

            Assert.Equal(accounts.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        }

        Assert.Equal(404, (await host.AsAdminAsync("GET", $"/api/v1/budgets/{Guid.CreateVersion7()}/accounts")).Status);
        foreach (var wrong in new[] { "after=%25", "after=", "after=_w", "limit=0", "limit=201", "offset=1" })
        {
            Assert.Equal(400, (await host.AsAdminAsync("GET", $"/api/v1/budgets/{id}/accounts?{wrong}")).Status);
        }
    }

    private static async Task SpendAsync(AdminApiHost host, Guid id, string account, int dollars)
    {
        var budget = await host.ReadAsync(db => db.Budgets.SingleAsync(x => x.Id == id));
        var slot = BudgetSnapshot.Of(budget).Period.FirstSlotAt(TimeProvider.System.GetUtcNow().UtcDateTime);
        await host.ReadAsync(async db =>
        {
            db.BudgetSpend.Add(new BudgetSpend { BudgetNumber = budget.Number, Account = account, Slot = slot, PostedNanos = dollars * 1_000_000_000L });
            return await db.SaveChangesAsync();
        });
    }

    private static async Task<List<string>> AllAsync(AdminApiHost host, string path, string field)
    {
        var found = new List<string>();
        var next = path;
        while (true)
        {
            var page = await host.AsAdminAsync("GET", next);
            Assert.True(page.Status == 200, page.Text);
            found.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(x => Text(x, field)));
            if (page.Next is null) return found;
            next = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}after={page.Next}";
        }
    }

    private static string Text(JsonElement row, string field) => row.GetProperty(field).GetString()!;

    private static async Task<AdminApiHost> StartAsync(TestDatabase database)
    {
        var host = new AdminApiHost { Database = database.Kind == DatabaseKind.Postgres ? database.ConnectionString : null };
        await host.InitializeAsync();
        return host;
    }
}
