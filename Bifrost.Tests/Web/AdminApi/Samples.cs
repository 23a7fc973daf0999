using Bifrost.Domain.Identity;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>For each endpoint, by method and pattern, a request that succeeds: an endpoint without a sample fails the generated tests.</summary>
internal sealed class Samples(AdminApiHost host, FakeProvider provider)
{
    private int _count;

    /// <summary>Prepares the rows that the endpoint needs and returns the request to send.</summary>
    public async Task<Sample> OfAsync(string method, string pattern)
    {
        _count++;
        var name = $"sample-{Guid.NewGuid():N}";
        return $"{method} {pattern}" switch
        {
            "POST /api/v1/customers" => new("/api/v1/customers", Named(name)),
            "PUT /api/v1/customers/{id:guid}" => await RowAsync("/api/v1/customers", Named(name), "", Named(name + "b"), "\"1\""),
            "GET /api/v1/customers/{id:guid}" => await RowAsync("/api/v1/customers", Named(name)),
            "POST /api/v1/teams" => new("/api/v1/teams", Named(name)),
            "PUT /api/v1/teams/{id:guid}" => await RowAsync("/api/v1/teams", Named(name), "", Named(name + "b"), "\"1\""),
            "GET /api/v1/teams/{id:guid}" => await RowAsync("/api/v1/teams", Named(name)),
            "POST /api/v1/virtual-keys" => new("/api/v1/virtual-keys", Named(name)),
            "PUT /api/v1/virtual-keys/{id:guid}" => await RowAsync("/api/v1/virtual-keys", Named(name), "", Named(name + "b"), "\"1\""),
            "POST /api/v1/virtual-keys/{id:guid}/rotate" => await RowAsync("/api/v1/virtual-keys", Named(name), "/rotate"),
            "POST /api/v1/virtual-keys/{id:guid}/revoke" => await RowAsync("/api/v1/virtual-keys", Named(name), "/revoke"),
            "GET /api/v1/virtual-keys/{id:guid}" => await RowAsync("/api/v1/virtual-keys", Named(name)),
            "POST /api/v1/admin-tokens" => new("/api/v1/admin-tokens", Token(name)),
            "POST /api/v1/admin-tokens/{id:guid}/revoke" => await RowAsync("/api/v1/admin-tokens", Token(name), "/revoke"),
            "GET /api/v1/admin-tokens/{id:guid}" => await RowAsync("/api/v1/admin-tokens", Token(name)),
            "PUT /api/v1/settings" => new("/api/v1/settings", $$"""{"retention_days":{{30 + _count}}}"""),
            "POST /api/v1/adjustments" => new("/api/v1/adjustments", """{"customer":"-","amount_usd":-0.000000001,"reason":"rounding"}"""),
            _ when pattern is "/api/v1/statements/{id:guid}" or "/api/v1/statements/{id:guid}/csv" || (method, pattern) == ("POST", "/api/v1/statements") => await StatementAsync(method, pattern, name),
            _ when pattern.StartsWith("/api/v1/limits", StringComparison.Ordinal) => await SubjectAsync(method, pattern, name),
            _ when pattern.StartsWith("/api/v1/budgets/", StringComparison.Ordinal) => await BudgetAsync(pattern, name),
            _ when pattern.EndsWith("/limits", StringComparison.Ordinal) || pattern.EndsWith("freeze", StringComparison.Ordinal) => await LimitsAsync(method, pattern, name),
            _ when pattern.StartsWith("/api/v1/providers", StringComparison.Ordinal) => await ProviderAsync(method, pattern, name),
            _ when pattern.StartsWith("/api/v1/prices", StringComparison.Ordinal) => await PriceAsync(method, pattern, name),
            _ when pattern.StartsWith("/api/v1/operators", StringComparison.Ordinal) => await OperatorAsync(method, pattern, name),
            _ when pattern.StartsWith("/api/v1/webhook", StringComparison.Ordinal) => await WebhookAsync(method, pattern, name),
            "GET /api/v1/alerts/{id:guid}" => new($"/api/v1/alerts/{await AlertAsync(name)}"),
            "POST /api/v1/lost-nodes/{id}/release" => new($"/api/v1/lost-nodes/{await LostNodeAsync(name)}/release", "{}"),
            "GET /api/v1/audit-events/{id:guid}" => new($"/api/v1/audit-events/{(await host.AsAdminAsync("GET", "/api/v1/audit-events?limit=1")).Json.GetProperty("data")[0].GetProperty("id").GetString()}"),
            "GET /api/v1/requests/{id:guid}" => new($"/api/v1/requests/{await RecordAsync()}"),
            "GET /openapi/{documentName}.json" => new("/openapi/v1.json"),
            _ when method == "GET" && !pattern.Contains('{', StringComparison.Ordinal) => new(pattern),
            _ => throw new InvalidOperationException($"{method} {pattern} has no sample: add one here."),
        };
    }

    private static string Named(string name) => $$"""{"name":"{{name}}"}""";

    private static string Token(string name) => $$"""{"name":"{{name}}","role":"auditor"}""";

    private async Task<Sample> LimitsAsync(string method, string pattern, string name)
    {
        var collection = pattern[..pattern.IndexOf("/{", StringComparison.Ordinal)];
        var made = collection.EndsWith("providers", StringComparison.Ordinal) ? $$"""{"name":"{{name}}","kind":"openai"}""" : Named(name);
        var action = pattern[(pattern.LastIndexOf('/') + 1)..];
        if (action == "limits")
        {
            return await RowAsync(collection, made, "/limits", method == "GET" ? null : """{"budgets":[{"limit_usd":5,"period":"1d"}],"rate_limits":[{"requests":60,"period":"1m"}],"max_concurrency":4}""", method == "GET" ? null : "\"1\"");
        }

        var sample = await RowAsync(collection, made, "/" + action);
        if (action == "unfreeze")
        {
            await host.AsAdminAsync("POST", sample.Path.Replace("/unfreeze", "/freeze", StringComparison.Ordinal), null);
        }

        return sample;
    }

    private async Task<Sample> SubjectAsync(string method, string pattern, string name)
    {
        var body = $$"""{"tag":"feature","value":"{{name}}","budgets":[{"limit_usd":5,"period":"1d"}]}""";
        if (pattern == "/api/v1/limits") return new(pattern, method == "POST" ? body : null);
        var sample = await RowAsync("/api/v1/limits", body, pattern["/api/v1/limits/{id:guid}".Length..], method == "PUT" ? body.Replace("\"limit_usd\":5", "\"limit_usd\":7", StringComparison.Ordinal) : null, method is "PUT" or "DELETE" ? "\"1\"" : null);
        if (pattern.EndsWith("/unfreeze", StringComparison.Ordinal)) await host.AsAdminAsync("POST", sample.Path.Replace("/unfreeze", "/freeze", StringComparison.Ordinal));
        return sample;
    }

    private async Task<Sample> BudgetAsync(string pattern, string name)
    {
        var team = await host.MakeAsync("/api/v1/teams", Named(name));
        var set = await host.AsAdminAsync("PUT", $"/api/v1/teams/{team.GetProperty("id").GetString()}/limits", """{"budgets":[{"limit_usd":5,"period":"1d"}]}""", "\"1\"");
        var action = pattern[(pattern.LastIndexOf('/') + 1)..];
        return new($"/api/v1/budgets/{set.Json.GetProperty("budgets")[0].GetProperty("id").GetString()}/{action}", action == "raise" ? """{"amount_usd":2.5,"until":"2099-01-01T00:00:00Z","reason":"the demo"}""" : action == "reset" ? """{"reason":"the demo"}""" : null);
    }

    private async Task<Sample> ProviderAsync(string method, string pattern, string name)
    {
        var body = $$"""{"name":"{{name}}","kind":"openai-compatible","base_url":"{{provider.BaseUrl}}","allow_private_network":true,"keys":[{"name":"main","value":"sk-upstream-canary-0001"}]}""";
        return pattern switch
        {
            "/api/v1/providers" => new(pattern, method == "POST" ? body : null),
            _ when method == "PUT" => await RowAsync("/api/v1/providers", body, "", body.Replace("sk-upstream-canary-0001\"", "sk-upstream-canary-0001\",\"weight\":2", StringComparison.Ordinal), "\"1\""),
            _ => await RowAsync("/api/v1/providers", body, pattern["/api/v1/providers/{id:guid}".Length..]),
        };
    }

    private async Task<Sample> WebhookAsync(string method, string pattern, string name)
    {
        var body = $$"""{"name":"{{name}}","url":"https://hooks.example.invalid/bifrost","kinds":["budget.threshold_reached"]}""";
        switch (pattern)
        {
            case "/api/v1/webhooks":
                return new(pattern, method == "POST" ? body : null);
            case "/api/v1/webhook-deliveries/{id:guid}/send-again":
                var test = await RowAsync("/api/v1/webhooks", body, "/test");
                var sent = await host.AsAdminAsync("POST", test.Path, null);
                return new($"/api/v1/webhook-deliveries/{sent.Json.GetProperty("id").GetString()}/send-again");
            default:
                return method == "PUT"
                    ? await RowAsync("/api/v1/webhooks", body, "", body.Replace("bifrost", "other", StringComparison.Ordinal), "\"1\"")
                    : await RowAsync("/api/v1/webhooks", body, pattern["/api/v1/webhooks/{id:guid}".Length..], null, method == "DELETE" ? "\"1\"" : null);
        }
    }

    private async Task<Guid> AlertAsync(string name)
    {
        var alert = new Bifrost.Domain.Alerts.Alert { Id = Guid.CreateVersion7(), Key = name, Title = "t", Text = "t", SubjectKind = "node", Subject = name };
        await host.ReadAsync(async db =>
        {
            db.Alerts.Add(alert);
            return await db.SaveChangesAsync();
        });
        return alert.Id;
    }

    private async Task<string> LostNodeAsync(string name)
    {
        await host.ReadAsync(async db =>
        {
            db.BudgetLeases.Add(new Bifrost.Domain.Limits.BudgetLease { NodeId = name, BudgetNumber = 1, Nanos = 1, RenewedAt = DateTime.UnixEpoch });
            return await db.SaveChangesAsync();
        });
        return name;
    }

    private async Task<Sample> PriceAsync(string method, string pattern, string name)
    {
        var body = $$"""{"model":"{{name}}/m","input_per_mtok":0.15}""";
        return pattern switch
        {
            "/api/v1/prices" => new(pattern, method == "POST" ? body : null),
            "/api/v1/prices/book" => new(pattern),
            _ => await RowAsync("/api/v1/prices", body, pattern["/api/v1/prices/{id:guid}".Length..]),
        };
    }

    private async Task<Sample> OperatorAsync(string method, string pattern, string name)
    {
        if (pattern == "/api/v1/operators") return new(pattern, method == "POST" ? $$"""{"email":"{{name}}@example.com","role":"auditor"}""" : null);
        var person = new Operator { UserName = name, Email = name + "@example.com", DisplayName = name, Role = Role.Auditor };
        await host.ReadAsync(async db =>
        {
            db.Users.Add(person);
            return await db.SaveChangesAsync();
        });
        var action = pattern["/api/v1/operators/{id:guid}".Length..];
        return new($"/api/v1/operators/{person.Id}{action}", action == "/role" ? """{"role":"admin"}""" : null);
    }

    private async Task<Sample> StatementAsync(string method, string pattern, string name)
    {
        var customer = Guid.Parse((await host.MakeAsync("/api/v1/customers", Named(name))).GetProperty("id").GetString()!);
        await host.ReadAsync(async db =>
        {
            db.UsageTotals.Add(new() { Hour = new DateTime(2026, 3, 4, 5, 0, 0, DateTimeKind.Utc), CustomerId = customer, Provider = "openai", Model = "gpt-4o", Requests = 1, CostNanos = 5 });
            return await db.SaveChangesAsync();
        });
        var close = $$"""{"month":"2026-03","customer":"{{name}}"}""";
        return method == "POST" ? new(pattern, close) : new(pattern.Replace("{id:guid}", (await host.MakeAsync("/api/v1/statements", close))[0].GetProperty("id").GetString(), StringComparison.Ordinal));
    }

    private async Task<Guid> RecordAsync()
    {
        var record = new Bifrost.Domain.Usage.UsageRecord { Id = Guid.CreateVersion7(), Time = TimeProvider.System.GetUtcNow().UtcDateTime, Operation = "chat", Status = 200, Model = "gpt-4o" };
        await host.ReadAsync(async db =>
        {
            db.UsageRecords.Add(record);
            return await db.SaveChangesAsync();
        });
        return record.Id;
    }

    private async Task<Sample> RowAsync(string collection, string made, string action = "", string? body = null, string? ifMatch = null)
    {
        var row = await host.MakeAsync(collection, made);
        return new($"{collection}/{row.GetProperty("id").GetString()}{action}", body, ifMatch);
    }
}
