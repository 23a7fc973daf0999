using System.Text.Json;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Web.AdminApi;

/// <summary>What an operator's script does, on both databases.</summary>
public sealed class ResourceTests
{
    private const string Upstream = "sk-upstream-canary-9f2c";

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Lists_page_search_and_filter(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        await host.MakeAsync("/api/v1/customers", """{"name":"Acme"}""");
        await host.MakeAsync("/api/v1/teams", """{"name":"Research","customer":"Acme","models":["openai/*"]}""");
        for (var i = 0; i < 7; i++) await host.MakeAsync("/api/v1/virtual-keys", $$"""{"name":"Key {{i}}","team":{{(i % 2 == 0 ? "\"Research\"" : "null")}},"models":["*"],"tags":{"n":"{{i}}"} }""");
        var all = new List<string>();
        var path = "/api/v1/virtual-keys?limit=3";
        while (true)
        {
            var page = await host.AsAdminAsync("GET", path);
            all.AddRange(page.Names);
            if (page.Next is null) break;
            path = $"/api/v1/virtual-keys?limit=3&after={page.Next}";
        }

        Assert.Equal(["Key 6", "Key 5", "Key 4", "Key 3", "Key 2", "Key 1", "Key 0"], all);
        Assert.Equal(["Key 4"], (await host.AsAdminAsync("GET", "/api/v1/virtual-keys?search=kEY%204")).Names);
        Assert.Empty((await host.AsAdminAsync("GET", "/api/v1/virtual-keys?search=%25")).Names);
        Assert.Equal(4, (await host.AsAdminAsync("GET", "/api/v1/virtual-keys?team=Research")).Names.Count);
        Assert.Equal(["Research"], (await host.AsAdminAsync("GET", "/api/v1/teams?search=sear")).Names);
        Assert.Equal("Acme", (await host.AsAdminAsync("GET", "/api/v1/teams")).Json.GetProperty("data")[0].GetProperty("customer").GetString());
        var events = await host.AsAdminAsync("GET", "/api/v1/audit-events?action=key.created&limit=5");
        Assert.Equal(5, events.Json.GetProperty("data").GetArrayLength());
        var rest = await host.AsAdminAsync("GET", $"/api/v1/audit-events?action=key.created&limit=5&after={events.Next}");
        Assert.Equal((2, JsonValueKind.Null), (rest.Json.GetProperty("data").GetArrayLength(), rest.Json.GetProperty("next").ValueKind));
        Assert.Equal(0, (await host.AsAdminAsync("GET", "/api/v1/audit-events?outcome=denied")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await host.AsAdminAsync("GET", "/api/v1/usage/totals")).Json.GetProperty("requests").GetInt64());
        Assert.Equal(0, (await host.AsAdminAsync("GET", "/api/v1/requests?outcome=refused&error=x&min_latency_ms=1.5")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(200, (await host.AsAdminAsync("GET", "/api/v1/usage?range=1h")).Status);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Keys_and_requests_are_found_by_their_owners_name_or_id(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        var customer = (await host.MakeAsync("/api/v1/customers", """{"name":"Acme"}""")).GetProperty("id").GetGuid();
        var team = (await host.MakeAsync("/api/v1/teams", """{"name":"Research","customer":"Acme"}""")).GetProperty("id").GetGuid();
        var key = (await host.MakeAsync("/api/v1/virtual-keys", """{"name":"of the team","team":"Research"}""")).GetProperty("id").GetGuid();
        await host.MakeAsync("/api/v1/virtual-keys", """{"name":"of the customer","customer":"Acme"}""");
        await host.MakeAsync("/api/v1/virtual-keys", """{"name":"of nobody"}""");
        await host.ReadAsync(async db =>
        {
            db.UsageRecords.AddRange(
                SampleUsage.At(SampleUsage.Noon, r => (r.VirtualKeyId, r.TeamId, r.CustomerId, r.Tags, r.ErrorMessage) = (key, team, customer, "env=ci,x=y", "owned")),
                SampleUsage.At(SampleUsage.Noon, r => r.ErrorMessage = "nobody's"));
            return await db.SaveChangesAsync();
        });

        foreach (var owner in new[] { "Research", team.ToString() })
        {
            Assert.Equal(["of the team"], (await host.AsAdminAsync("GET", $"/api/v1/virtual-keys?team={owner}")).Names);
            Assert.Equal(["owned"], await RequestsAsync($"team={owner}"));
        }

        foreach (var owner in new[] { "Acme", customer.ToString() })
        {
            Assert.Equal(["of the customer"], (await host.AsAdminAsync("GET", $"/api/v1/virtual-keys?customer={owner}")).Names);
            Assert.Equal(["owned"], await RequestsAsync($"customer={owner}"));
        }

        Assert.Equal(["of nobody"], (await host.AsAdminAsync("GET", "/api/v1/virtual-keys?customer=-&team=-")).Names);
        Assert.Equal(["owned", "owned", "owned"], [.. await RequestsAsync("virtual_key=of%20the%20team"), .. await RequestsAsync($"virtual_key={key}"), .. await RequestsAsync("tag=x%3Dy")]);
        Assert.Equal(["nobody's", "nobody's"], [.. await RequestsAsync("team=-"), .. await RequestsAsync("virtual_key=-")]);

        async Task<IEnumerable<string?>> RequestsAsync(string query) =>
            [.. (await host.AsAdminAsync("GET", $"/api/v1/requests?{query}")).Json.GetProperty("data").EnumerateArray().Select(x => x.GetProperty("error_message").GetString())];
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_key_is_made_changed_rotated_and_revoked_and_its_secret_is_shown_once(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database);
        var made = await host.MakeAsync("/api/v1/virtual-keys", """{"name":"ci","models":["openai/*"],"expires_at":"2099-01-01T02:00:00+02:00"}""");
        var secret = made.GetProperty("secret").GetString()!;
        Assert.True(KeySecret.IsWellFormed(secret, KeySecret.VirtualKeyPrefix));
        Assert.Equal(secret[^4..], made.GetProperty("last_four").GetString());
        Assert.Equal("2099-01-01T00:00:00Z", made.GetProperty("expires_at").GetString());
        var path = $"/api/v1/virtual-keys/{made.GetProperty("id").GetString()}";
        Assert.Equal(200, (await host.SendAsync("GET", "/v1/models", token: secret)).Status);
        Assert.Equal(200, (await host.AsAdminAsync("PUT", path, """{"name":"ci 2"}""", "\"1\"")).Status);
        var rotated = (await host.AsAdminAsync("POST", $"{path}/rotate")).Json.GetProperty("secret").GetString()!;
        Assert.Equal((401, 200), ((await host.SendAsync("GET", "/v1/models", token: secret)).Status, (await host.SendAsync("GET", "/v1/models", token: rotated)).Status));
        var revoked = await host.AsAdminAsync("POST", $"{path}/revoke", """{"reason":"leaked in a chat"}""");
        Assert.Equal(JsonValueKind.String, revoked.Json.GetProperty("revoked_at").ValueKind);
        Assert.Equal(401, (await host.SendAsync("GET", "/v1/models", token: rotated)).Status);
        Assert.Equal("leaked in a chat", (await host.AsAdminAsync("GET", "/api/v1/audit-events?action=key.revoked")).Json.GetProperty("data")[0].GetProperty("reason").GetString());
        await HoldNoSecretAsync(host, secret, rotated);
    }

    [Fact]
    public async Task A_providers_key_goes_in_and_never_comes_out()
    {
        await using var upstream = await FakeProvider.StartAsync();
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        string Body(string keys) => $$$"""{"name":"fake","kind":"openai-compatible","base_url":"{{{upstream.BaseUrl}}}","allow_private_network":true,"connect_timeout":"250ms","extra_headers":{"X-Org":"header-canary-77"},"keys":[{{{keys}}}]}""";
        var made = await host.MakeAsync("/api/v1/providers", Body($$"""{"name":"main","value":"{{Upstream}}"}"""));
        Assert.Equal("9f2c", made.GetProperty("keys")[0].GetProperty("last_four").GetString());
        Assert.Equal("250ms", made.GetProperty("connect_timeout").GetString());
        Assert.Equal("X-Org", made.GetProperty("extra_header_names")[0].GetString());
        var path = $"/api/v1/providers/{made.GetProperty("id").GetString()}";
        Assert.Equal(200, (await host.AsAdminAsync("PUT", path, Body("""{"name":"main","weight":2}"""), "\"1\"")).Status);
        Assert.Equal(412, (await host.AsAdminAsync("PUT", path, Body("""{"name":"main","weight":3}"""), "\"1\"")).Status);
        Assert.Equal(200, (await host.AsAdminAsync("PUT", path, Body($$"""{"name":"main","weight":2},{"name":"spare","value":"{{Upstream}}"}"""), "\"2\"")).Status);
        Assert.Equal(200, (await host.AsAdminAsync("PUT", path, Body("""{"name":"main","weight":2}"""), "\"3\"")).Status);
        Assert.Equal(4, (await host.AsAdminAsync("GET", path)).Json.GetProperty("version").GetInt32());
        var test = await host.AsAdminAsync("POST", $"{path}/test");
        Assert.True(test.Json.GetProperty("ok").GetBoolean(), test.Text);
        Assert.Contains("gpt-4o", test.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await host.AsAdminAsync("POST", $"{path}/test?key=other")).Status);
        Assert.Equal(JsonValueKind.String, (await host.AsAdminAsync("POST", $"{path}/disable")).Json.GetProperty("disabled_at").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await host.AsAdminAsync("POST", $"{path}/enable")).Json.GetProperty("disabled_at").ValueKind);
        await HoldNoSecretAsync(host, Upstream, "header-canary-77");
    }

    [Fact]
    public async Task A_clouds_secrets_go_in_by_their_names_and_never_come_out()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        string Body(string key, string rest = "") => $$"""{"name":"az","kind":"azure","base_url":"https://x.openai.azure.com"{{rest}},"keys":[{"name":"main",{{key}}}]}""";
        var missing = await host.AsAdminAsync("POST", "/api/v1/providers", Body(""" "tenant_id":"t1","client_id":"c1" """));
        Assert.Equal(400, missing.Status);
        Assert.Contains("main: A key of azure needs client_secret here.", missing.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await host.AsAdminAsync("POST", "/api/v1/providers", Body(""" "value":"v","region":"us-east-1" """))).Status);

        var made = await host.MakeAsync("/api/v1/providers", Body(""" "tenant_id":"t1","client_id":"c1","client_secret":"entra-canary-77" """, ""","api_version":"2024-10-21" """));
        var path = $"/api/v1/providers/{made.GetProperty("id").GetString()}";
        Assert.Equal(("t1", "client_secret", "2024-10-21"), Shown(made));
        Assert.Equal(("t1", "client_secret", null), Shown((await host.AsAdminAsync("PUT", path, Body(""" "tenant_id":"t1","client_id":"c1" """), "\"1\"")).Json));
        Assert.Equal(400, (await host.AsAdminAsync("PUT", path, Body(""" "tenant_id":"t1","client_id":"c2" """), "\"2\"")).Status);
        await HoldNoSecretAsync(host, "entra-canary-77");

        static (string?, string?, string?) Shown(JsonElement row) =>
            (row.GetProperty("keys")[0].GetProperty("settings").GetProperty("tenant_id").GetString(), row.GetProperty("keys")[0].GetProperty("secret_names")[0].GetString(), row.GetProperty("api_version").GetString());
    }

    [Fact]
    public async Task A_proxys_login_goes_in_never_comes_out_and_stays_with_its_address()
    {
        using var folder = new TempFolder();
        using var authority = PrivateAuthority.Create();
        var file = folder.Combine("ca.pem");
        await File.WriteAllTextAsync(file, authority.Pem, TestContext.Current.CancellationToken);
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        string Body(string proxy, string? ca = null) => $$"""{"name":"fake","kind":"openai","proxy":"{{proxy}}","ca_file":"{{ca ?? file}}"}""";
        var made = await host.MakeAsync("/api/v1/providers", Body("http://operator:proxy-canary-77@10.0.0.9:3128/"));
        var path = $"/api/v1/providers/{made.GetProperty("id").GetString()}";

        Assert.Equal(("http://10.0.0.9:3128", true, file), Shown(made));
        Assert.Equal(("http://10.0.0.9:3128", true, file), Shown((await host.AsAdminAsync("PUT", path, Body("http://10.0.0.9:3128"), "\"1\"")).Json));
        Assert.Equal(("http://10.0.0.10:3128", false, file), Shown((await host.AsAdminAsync("PUT", path, Body("http://10.0.0.10:3128"), "\"1\"")).Json));
        var refused = await host.AsAdminAsync("PUT", path, Body("http://operator:proxy-canary-77@10.0.0.9/path"), "\"2\"");
        Assert.Equal(400, refused.Status);
        Assert.DoesNotContain("canary", refused.Text, StringComparison.Ordinal);
        var missing = await host.AsAdminAsync("PUT", path, Body("http://10.0.0.10:3128", folder.Combine("none.pem")), "\"2\"");
        Assert.Equal(400, missing.Status);
        Assert.Contains("fake: there is no ca_file", missing.Text, StringComparison.Ordinal);
        await HoldNoSecretAsync(host, "proxy-canary-77");

        static (string?, bool, string?) Shown(JsonElement row) => (row.GetProperty("proxy").GetString(), row.GetProperty("has_proxy_login").GetBoolean(), row.GetProperty("ca_file").GetString());
    }

    [Fact]
    public async Task The_book_and_own_prices_are_read_by_name()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        var found = (await host.AsAdminAsync("GET", "/api/v1/prices/book?provider=openai&model=gpt-4o-mini")).Json.GetProperty("data");
        Assert.Contains("in=0.15", Assert.Single(found.EnumerateArray()).GetProperty("rates").GetString(), StringComparison.Ordinal);
        var own = await host.MakeAsync("/api/v1/prices", """{"model":"openai/gpt-4o-mini","input_per_mtok":0.10,"output_per_mtok":0}""");
        Assert.Equal((0.10m, 0m), (own.GetProperty("input_per_mtok").GetDecimal(), own.GetProperty("output_per_mtok").GetDecimal()));
        Assert.Equal(JsonValueKind.Null, own.GetProperty("cached_input_per_mtok").ValueKind);
        var path = $"/api/v1/prices/{own.GetProperty("id").GetString()}/withdraw";
        Assert.Equal((200, 404), ((await host.AsAdminAsync("POST", path)).Status, (await host.AsAdminAsync("POST", path)).Status));
    }

    [Fact]
    public async Task OpenAPI_describes_each_endpoint_with_its_parameters()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var host = await StartAsync(database);
        var paths = (await host.AsAdminAsync("GET", "/openapi/v1.json")).Json.GetProperty("paths");
        foreach (var endpoint in host.Endpoints.Where(x => x.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal)))
        {
            Assert.True(paths.TryGetProperty(endpoint.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal), out _), endpoint.DisplayName);
        }

        Assert.False(paths.TryGetProperty("/api/{rest}", out _));
        Assert.Contains("limit", paths.GetProperty("/api/v1/virtual-keys").GetProperty("get").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("If-Match", paths.GetProperty("/api/v1/virtual-keys/{id}").GetProperty("put").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("capture_content_days", paths.GetProperty("/api/v1/virtual-keys").GetProperty("post").GetProperty("requestBody").GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<AdminApiHost> StartAsync(TestDatabase database)
    {
        var host = new AdminApiHost { Database = database.Kind == DatabaseKind.Postgres ? database.ConnectionString : null };
        await host.InitializeAsync();
        return host;
    }

    private static async Task HoldNoSecretAsync(AdminApiHost host, params string[] secrets)
    {
        foreach (var list in new[] { "customers", "teams", "virtual-keys", "providers", "prices", "admin-tokens", "operators", "audit-events", "requests" })
        {
            var text = (await host.AsAdminAsync("GET", $"/api/v1/{list}?limit=200")).Text;
            Assert.All([.. secrets, host.Admin, host.Auditor], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
            Assert.All(["hash", "encrypted", "password", "stamp"], word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
        }
    }
}
