using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>PostgreSQL has no text with a NUL in it: what asks for one finds nothing, what brings one is refused by its field, and neither is a database that is away.</summary>
public sealed class NulTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task NoFilterFailsOnANul(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = new AdminApiHost { Database = kind == DatabaseKind.Postgres ? database.ConnectionString : null };
        await host.InitializeAsync();
        var wrong = new List<string>();
        foreach (var query in new[]
        {
            "virtual-keys?team=", "virtual-keys?customer=", "virtual-keys?search=", "customers?search=", "budgets?owner=", "rate-limits?owner=", "statements?customer=",
            "requests?team=", "requests?virtual_key=", "requests?tag=", "requests?tag=a%3D", "requests?provider=", "requests?model=", "requests?error=",
            "usage/breakdown?team=", "usage/breakdown?provider=", "usage/breakdown?model=", "usage/breakdown?tag=", "usage/breakdown?tag=a%3D",
            "audit-events?actor=", "audit-events?action=", "audit-events?target=", "prices/book?provider=", "alerts?kind=", "alerts?type=", "customers?after=", "limits?search=",
        })
        {
            var reply = await host.AsAdminAsync("GET", $"/api/v1/{query}a%00b");
            if (reply.Status is not (200 or 400))
            {
                wrong.Add($"{query}: {reply.Status}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task NoBodyFailsOnANul(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = new AdminApiHost { Database = kind == DatabaseKind.Postgres ? database.ConnectionString : null };
        await host.InitializeAsync();
        var team = (await host.MakeAsync("/api/v1/teams", """{"name":"research"}""")).GetProperty("id").GetString();
        var set = await host.AsAdminAsync("PUT", $"/api/v1/teams/{team}/limits", """{"budgets":[{"limit_usd":5,"period":"1d"}]}""", "\"1\"");
        var budget = set.Json.GetProperty("budgets")[0].GetProperty("id").GetString();
        var key = (await host.MakeAsync("/api/v1/virtual-keys", """{"name":"k"}""")).GetProperty("id").GetString();
        await host.MakeAsync("/api/v1/customers", """{"name":"acme"}""");
        var wrong = new List<string>();
        foreach (var (path, body) in new[]
        {
            ("virtual-keys", """{"name":"kNUL"}"""), ("virtual-keys", """{"name":"k2","team":"NUL"}"""), ("virtual-keys", """{"name":"k3","customer":"NUL"}"""),
            ("virtual-keys", """{"name":"k4","models":["aNUL"]}"""), ("virtual-keys", """{"name":"k5","tags":{"a":"bNUL"}}"""), ("virtual-keys", """{"name":"k6","tags":{"aNUL":"b"}}"""), ("virtual-keys", """{"name":"k7","description":"NUL"}"""),
            ($"virtual-keys/{key}/revoke", """{"reason":"NUL"}"""), ("teams", """{"name":"t","customer":"NUL"}"""), ("customers", """{"name":"NUL"}"""),
            ($"teams/{team}/freeze", """{"reason":"NUL"}"""), ($"teams/{team}/unfreeze", """{"reason":"NUL"}"""),
            ($"budgets/{budget}/reset", """{"reason":"aNUL"}"""), ($"budgets/{budget}/raise", """{"amount_usd":2,"until":"2099-01-01T00:00:00Z","reason":"aNUL"}"""),
            ("limits", """{"model":"aNUL","budgets":[]}"""), ("limits", """{"tag":"aNUL","value":"b"}"""), ("limits", """{"tag":"a","value":"bNUL"}"""), ("limits", """{"end_user":"bNUL"}"""),
            ("prices", """{"model":"a/bNUL","input_per_mtok":1}"""), ("providers", """{"name":"pNUL","kind":"openai"}"""), ("providers", """{"name":"p","kind":"openai","keys":[{"name":"aNUL","value":"x"}]}"""),
            ("providers", """{"name":"p2","kind":"openai","base_url":"http://aNUL"}"""), ("operators", """{"email":"aNUL@b.example","role":"admin"}"""), ("admin-tokens", """{"name":"aNUL","role":"admin"}"""),
            ("adjustments", """{"customer":"acme","amount_usd":1,"reason":"aNUL"}"""), ("adjustments", """{"customer":"aNUL","amount_usd":1,"reason":"a"}"""), ("statements", """{"month":"2020-01","customer":"aNUL"}"""),
            ("webhooks", """{"name":"aNUL","url":"https://example.com/a"}"""), ("webhooks", """{"name":"a","url":"https://example.com/aNUL"}"""),
        })
        {
            var reply = await host.AsAdminAsync("POST", $"/api/v1/{path}", body.Replace("NUL", "\\u0000", StringComparison.Ordinal));
            if (reply.Status != 400 || reply.Fields.Count != 1)
            {
                wrong.Add($"{path} {body}: {reply.Status}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}
