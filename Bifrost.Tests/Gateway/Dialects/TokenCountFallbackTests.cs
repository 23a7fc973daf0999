using System.Text.Json.Nodes;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>A server that speaks Anthropic's Messages need not have their count: where it says so, the gateway guesses as for any other dialect.</summary>
public sealed class TokenCountFallbackTests : IAsyncLifetime
{
    private const string Body = """{ "model": "NAME/claude-x", "messages": [ { "role": "user", "content": "How many tokens are these words, about?" } ] }""";
    private static readonly string Key = KeySecret.Create(KeySecret.VirtualKeyPrefix);

    private FakeProvider _provider = null!;
    private InProcessBifrost _host = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _host = await InProcessBifrost.StartAsync(governance: $$"""
            { "providers": [ { "name": "own", "kind": "anthropic-compatible", "base_url": "{{_provider.Origin}}", "allow_private_network": true, "max_retries": 0 },
                             { "name": "vendor", "kind": "anthropic", "base_url": "{{_provider.Origin}}", "allow_private_network": true, "max_retries": 0, "keys": [ { "name": "main", "value": "upstream" } ] } ],
              "virtual_keys": [ { "name": "k", "value": "{{Key}}", "models": ["*"] } ] }
            """);
        _client = _host.CreateClient(Key);
    }

    [Theory]
    [InlineData(404, """{"detail":"Not Found"}""")]
    [InlineData(404, "<html>Not Found</html>")]
    [InlineData(405, """{"detail":"Method Not Allowed"}""")]
    [InlineData(501, """{"type":"error","error":{"type":"api_error","message":"not implemented"}}""")]
    public async Task A_server_without_a_count_leaves_it_to_the_gateway(int status, string error)
    {
        _provider.Enqueue(Script.Json(error, status));

        using var response = await PostAsync("own");

        Assert.Equal((200, "true"), ((int)response.StatusCode, response.Headers.GetValues("x-bf-estimated").Single()));
        Assert.InRange(JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["input_tokens"]!.GetValue<int>(), 8, 30);
        Assert.Equal("/v1/messages/count_tokens", Assert.Single(_provider.Requests).Path);
        Assert.True(await _host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        await using var db = await _host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var record = await db.UsageRecords.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((UsageOutcome.Completed, 200, 0L, 1), (record.Outcome, record.Status, record.CostNanos, record.Attempts));
    }

    [Theory]
    [InlineData("own", 400, 400)]
    [InlineData("own", 500, 502)]
    [InlineData("vendor", 404, 404)]
    public async Task Every_other_error_is_the_callers(string provider, int status, int told)
    {
        _provider.Enqueue(Script.Json("""{"type":"error","error":{"type":"not_found_error","message":"model: claude-x"}}""", status));

        using var response = await PostAsync(provider);

        Assert.Equal((told, false), ((int)response.StatusCode, response.Headers.Contains("x-bf-estimated")));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private Task<HttpResponseMessage> PostAsync(string provider) =>
        DialectHost.PostAsync(_client, "/v1/messages/count_tokens", Body.Replace("NAME", provider, StringComparison.Ordinal));
}
