namespace Bifrost.Tests.Web.AdminApi;

/// <summary>Bodies, parameters and versions that are wrong: the field is named and nothing changes.</summary>
public sealed class BadInputTests(AdminApiHost host) : IClassFixture<AdminApiHost>
{
    [Theory]
    [InlineData("virtual-keys", """{"name":"k","budgets":[]}""", "budgets")]
    [InlineData("virtual-keys", """{"name":"k","Name":"k"}""", "Name")]
    [InlineData("virtual-keys", """{"name":"k","name":"l"}""", "name")]
    [InlineData("virtual-keys", """{"name":7}""", "name")]
    [InlineData("virtual-keys", """{}""", "name")]
    [InlineData("virtual-keys", """{"name":"k","capture_content_days":"7"}""", "capture_content_days")]
    [InlineData("virtual-keys", """{"name":"k","capture_content_days":1.5}""", "capture_content_days")]
    [InlineData("virtual-keys", """{"name":"k","capture_content_days":4000}""", "capture_content_days")]
    [InlineData("virtual-keys", """{"name":"k","expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("virtual-keys", """{"name":"k","expires_at":"2030-01-01T00:00:00"}""", "expires_at")]
    [InlineData("virtual-keys", """{"name":"k","expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("virtual-keys", """{"name":"k","team":"nobody"}""", "team")]
    [InlineData("virtual-keys", """{"name":"k","models":[null]}""", "models")]
    [InlineData("virtual-keys", """{"name":"k","tags":{"a":"1","a":"2"}}""", "tags.a")]
    [InlineData("virtual-keys", """{"name":"k","tags":{"a":null}}""", "tags")]
    [InlineData("providers", """{"name":"p","kind":"openai","keys":[{"name":"a","vale":"x"}]}""", "keys[0].vale")]
    [InlineData("providers", """{"name":"p","kind":"openai","keys":[null]}""", "keys[0]")]
    [InlineData("providers", """{"name":"p","kind":"warp"}""", "kind")]
    [InlineData("providers", """{"name":"p","kind":"openai","connect_timeout":"soon"}""", "connect_timeout")]
    [InlineData("providers", """{"name":"p","kind":"openai","connect_timeout":5}""", "connect_timeout")]
    [InlineData("providers", """{"name":"p","kind":"openai","connect_timeout":"2147483647h"}""", "connect_timeout")]
    [InlineData("providers", """{"name":"p","kind":"openai","extra_headers":{"Authorization":"x"}}""", "extra_headers")]
    [InlineData("prices", """{"model":"a/b","input_per_mtok":-0.01}""", "input_per_mtok")]
    [InlineData("prices", """{"model":"a/b","input_per_mtok":1e308}""", "input_per_mtok")]
    [InlineData("prices", """{"model":"a/b","input_per_mtok":"1.234,56"}""", "input_per_mtok")]
    [InlineData("prices", """{"model":"a/b","input_per_mtok":"٣"}""", "input_per_mtok")]
    [InlineData("prices", """{"model":"a/b","input_per_mtok":0.0000000000000000001}""", "input_per_mtok")]
    [InlineData("prices", """{"model":"a/b","discount_percent":100.5}""", "discount_percent")]
    [InlineData("prices", """{"model":"a/b","input_per_mtok":1,"effective_from":"2020-01-01T00:00:00Z"}""", "effective_from")]
    [InlineData("admin-tokens", """{"name":"t","role":"root"}""", "role")]
    [InlineData("admin-tokens", """{"name":"t"}""", "role")]
    [InlineData("operators", """{"email":"no address","role":"admin"}""", "email")]
    [InlineData("limits", """{"budgets":[]}""", "model")]
    [InlineData("limits", """{"model":"a/*","end_user":"u"}""", "model")]
    [InlineData("limits", """{"tag":"feature"}""", "value")]
    [InlineData("limits", """{"value":"x"}""", "tag")]
    [InlineData("limits", """{"tag":"a,b","value":"c"}""", "tag")]
    [InlineData("limits", """{"end_user":""}""", "end_user")]
    [InlineData("limits", """{"end_user":"u","unpriced":"allow"}""", "unpriced")]
    [InlineData("limits", """{"model":"a/*","unpriced":"maybe"}""", "unpriced")]
    [InlineData("limits", """{"model":"a/*","unpriced":7}""", "unpriced")]
    [InlineData("limits", """{"model":"a/*","unpriced":{"hold_usd":"0.05"}}""", "unpriced")]
    [InlineData("limits", """{"model":"a/*","unpriced":{"hold_usd":-1}}""", "unpriced.hold_usd")]
    [InlineData("limits", """{"model":"a/*","budgets":[{"limit_usd":1,"period":"1x"}]}""", "budgets[0].period")]
    [InlineData("limits", """{"model":"a/*","rate_limits":[{"period":"1m"}]}""", "rate_limits[0]")]
    public async Task A_wrong_field_is_named(string collection, string body, string field)
    {
        var before = await host.LastSequenceAsync();
        var reply = await host.AsAdminAsync("POST", $"/api/v1/{collection}", body);
        Assert.Equal((400, "application/problem+json"), (reply.Status, reply.MediaType));
        Assert.Contains(field, reply.Fields);
        Assert.DoesNotContain("Bifrost.", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", reply.Text, StringComparison.Ordinal);
        Assert.Empty(await host.EventsSinceAsync(before));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4_016)]
    public async Task A_retention_out_of_range_is_refused(int days) =>
        Assert.Equal(["retention_days"], (await host.AsAdminAsync("PUT", "/api/v1/settings", $$"""{"retention_days":{{days}}}""")).Fields);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("""{"name":1.234,56}""")]
    [InlineData("\"text\"")]
    public async Task What_is_no_JSON_object_is_refused(string body)
    {
        var reply = await host.AsAdminAsync("POST", "/api/v1/teams", body);
        Assert.True(reply.Status is 400 or 415, reply.Text);
        Assert.DoesNotContain("Bifrost.", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_and_large_bodies_are_refused()
    {
        Assert.Equal(400, (await host.AsAdminAsync("POST", "/api/v1/teams", new string('[', 10_000))).Status);
        Assert.Equal(413, (await host.AsAdminAsync("POST", "/api/v1/teams", $$"""{"name":"{{new string('x', 2 << 20)}}"}""")).Status);
    }

    public static TheoryData<string> HostileNames => ["a\u202Eb", "a\u200Bb", "a" + string.Concat(Enumerable.Repeat("\u0301", 10_000)), "res\u0435arch", " a", "", "a\nb", "<script>", new string('a', 101)];

    [Theory, MemberData(nameof(HostileNames))]
    public async Task A_name_that_can_deceive_is_refused(string name)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { name });
        foreach (var collection in new[] { "customers", "teams", "virtual-keys" })
        {
            Assert.Equal(["name"], (await host.AsAdminAsync("POST", $"/api/v1/{collection}", body)).Fields);
        }
    }

    [Fact]
    public async Task A_body_that_is_not_declared_as_JSON_is_415()
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", host.Admin);
        using var text = new StringContent("""{"name":"as text"}""");
        Assert.Equal(415, (int)(await client.PostAsync("/api/v1/teams", text)).StatusCode);
    }

    [Fact]
    public async Task A_taken_name_is_409()
    {
        await host.MakeAsync("/api/v1/teams", """{"name":"taken"}""");
        var reply = await host.AsAdminAsync("POST", "/api/v1/teams", """{"name":"taken"}""");
        Assert.Equal(409, reply.Status);
        Assert.Equal(["name"], reply.Fields);
    }

    [Fact]
    public async Task A_stale_version_is_412_a_missing_one_428_and_the_row_stays()
    {
        foreach (var (collection, more) in new[] { ("customers", ""), ("teams", ""), ("virtual-keys", ""), ("providers", ",\"kind\":\"openai\"") })
        {
            var row = await host.MakeAsync($"/api/v1/{collection}", $$"""{"name":"versioned"{{more}}}""");
            var path = $"/api/v1/{collection}/{row.GetProperty("id").GetString()}";
            var change = $$"""{"name":"versioned-2"{{more}}}""";
            Assert.Equal("\"1\"", (await host.AsAdminAsync("GET", path)).ETag);
            Assert.Equal(428, (await host.AsAdminAsync("PUT", path, change)).Status);
            Assert.Equal(400, (await host.AsAdminAsync("PUT", path, change, "*")).Status);
            Assert.Equal(400, (await host.AsAdminAsync("PUT", path, change, "1")).Status);
            Assert.Equal(412, (await host.AsAdminAsync("PUT", path, change, "\"7\"")).Status);
            var changed = await host.AsAdminAsync("PUT", path, change, "\"1\"");
            Assert.Equal((200, "\"2\""), (changed.Status, changed.ETag));
            Assert.Equal(412, (await host.AsAdminAsync("PUT", path, change, "\"1\"")).Status);
            Assert.Equal(2, (await host.AsAdminAsync("GET", path)).Json.GetProperty("version").GetInt32());
        }
    }

    [Theory]
    [InlineData("customers?limit=0", "limit")]
    [InlineData("customers?limit=201", "limit")]
    [InlineData("customers?limit=x", "limit")]
    [InlineData("customers?limit=1&limit=2", "limit")]
    [InlineData("customers?after=x", "after")]
    [InlineData("customers?after=%27%20OR%201%3D1", "after")]
    [InlineData("customers?sort=name", "sort")]
    [InlineData("customers?id=7", "id")]
    [InlineData("audit-events?outcome=bad", "outcome")]
    [InlineData("audit-events?from=yesterday", "from")]
    [InlineData("requests?status=1", "status")]
    [InlineData("requests?min_cost_usd=-1", "min_cost_usd")]
    [InlineData("requests?virtual_key_id=x", "virtual_key_id")]
    [InlineData("requests?virtual_key=nobody", "virtual_key")]
    [InlineData("requests?team=nobody", "team")]
    [InlineData("requests?customer=019ac0de-0000-7000-8000-000000000000", "customer")]
    [InlineData("virtual-keys?team=nobody", "team")]
    [InlineData("virtual-keys?team=019ac0de-0000-7000-8000-000000000000", "team")]
    [InlineData("virtual-keys?customer=nobody", "customer")]
    [InlineData("usage/breakdown?team=019ac0de-0000-7000-8000-000000000000", "team")]
    [InlineData("requests/export?format=xml", "format")]
    [InlineData("usage?range=1y", "range")]
    [InlineData("usage/totals?from=2026-01-01T00:30:00Z", "from")]
    [InlineData("prices/book?model=gpt-4o", "provider")]
    [InlineData("limits?kind=provider", "kind")]
    [InlineData("budgets?owner_kind=limit", "owner_kind")]
    [InlineData("rate-limits?team=x", "team")]
    [InlineData("requests?provider=nobody", "provider")]
    [InlineData("requests/export?format=csv&provider=nobody", "provider")]
    [InlineData("usage/breakdown?provider=nobody", "provider")]
    public async Task A_wrong_parameter_is_named(string query, string field)
    {
        var reply = await host.AsAdminAsync("GET", $"/api/v1/{query}");
        Assert.Equal(400, reply.Status);
        Assert.Equal([field], reply.Fields);
    }
}
