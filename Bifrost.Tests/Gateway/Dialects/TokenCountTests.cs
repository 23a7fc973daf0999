using System.Text.Json.Nodes;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>How many tokens a chat would have: by the provider where it speaks the caller's dialect, else by the gateway, which says that it guesses.</summary>
public sealed class TokenCountTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Anthropic = """
        { "model": "MODEL", "system": "Be terse.", "messages": [ { "role": "user", "content": "How many tokens are these words, about?" } ],
          "tools": [ { "name": "weather", "input_schema": { "type": "object", "properties": { "city": { "type": "string" } } } } ] }
        """;

    private const string Gemini = """{ "contents": [ { "role": "user", "parts": [ { "text": "How many tokens are these words, about?" } ] } ] }""";

    [Theory]
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/anthropic/v1/messages/count_tokens?beta=true")]
    [InlineData("/litellm/v1/messages/count_tokens")]
    public async Task A_provider_of_the_same_dialect_counts_itself(string path)
    {
        Script("""{"input_tokens":2095,"context_management":{"original_input_tokens":2095}}""");

        using var response = await host.PostAsync(path, Anthropic.Replace("MODEL", "p-anthropic-messages/claude-x", StringComparison.Ordinal), ("anthropic-beta", "token-counting-2024-11-01"));

        Assert.Equal(2095, (await JsonOf(response))["input_tokens"]!.GetValue<int>());
        var received = host.Provider.Requests[^1];
        Assert.Equal("/v1/messages/count_tokens", received.Path);
        Assert.Equal(path.Contains('?', StringComparison.Ordinal), received.Target.EndsWith("?beta=true", StringComparison.Ordinal));
        Assert.Equal("token-counting-2024-11-01", received.Header("anthropic-beta"));
        Assert.Equal("claude-x", received.Json!["model"]!.GetValue<string>());
        Assert.False(response.Headers.Contains("x-bf-estimated"));
        await AssertFreeAsync(response);
    }

    [Theory]
    [InlineData(Gemini)]
    [InlineData("""{ "generateContentRequest": { "model": "models/p-gemini/gem-x", "contents": [ { "parts": [ { "text": "Hello" } ] } ] } }""")]
    public async Task Gemini_counts_itself(string body)
    {
        Script("""{"totalTokens":31,"promptTokensDetails":[{"modality":"TEXT","tokenCount":31}]}""");

        using var response = await host.PostAsync("/genai/v1beta/models/p-gemini/gem-x:countTokens", body);

        Assert.Equal(31, (await JsonOf(response))["totalTokens"]!.GetValue<int>());
        var received = host.Provider.Requests[^1];
        Assert.Equal("/v1beta/models/gem-x:countTokens", received.Path);
        Assert.Equal(body == Gemini ? null : "models/gem-x", received.Json!["generateContentRequest"]?["model"]!.GetValue<string>());
        await AssertFreeAsync(response);
    }

    [Fact]
    public async Task Of_another_dialect_it_is_estimated_here_and_said_so()
    {
        var before = host.Provider.Requests.Count;

        using var anthropic = await host.PostAsync("/v1/messages/count_tokens", Anthropic.Replace("MODEL", "p-openai-chat/model-x", StringComparison.Ordinal));
        using var gemini = await host.PostAsync("/genai/v1beta/models/p-cohere-chat%2Fmodel-x:countTokens", Gemini);

        Assert.InRange((await JsonOf(anthropic))["input_tokens"]!.GetValue<int>(), 15, 80);
        Assert.InRange((await JsonOf(gemini))["totalTokens"]!.GetValue<int>(), 8, 30);
        Assert.Equal(["true", "true"], new[] { anthropic, gemini }.Select(x => x.Headers.GetValues("x-bf-estimated").Single()));
        Assert.Equal(before, host.Provider.Requests.Count);
        await AssertFreeAsync(anthropic);
        await AssertFreeAsync(gemini);
    }

    [Fact]
    public async Task A_providers_error_is_the_callers_dialects()
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Testing.Script.Json("""{"type":"error","error":{"type":"invalid_request_error","message":"messages: at least one message is required"}}""", 400));

        using var response = await host.PostAsync("/v1/messages/count_tokens", Anthropic.Replace("MODEL", "p-anthropic-messages/claude-x", StringComparison.Ordinal));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("invalid_request_error", (await JsonOf(response))["error"]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task No_budget_refuses_it_and_rate_limits_count_it()
    {
        await using var limited = await InProcessBifrost.StartAsync(governance: $$"""
            { "providers": [ { "name": "a", "kind": "anthropic-compatible", "base_url": "{{host.Provider.Origin}}", "allow_private_network": true } ],
              "virtual_keys": [ { "name": "k", "value": "{{Key}}", "models": ["*"], "budgets": [ { "limit_usd": 0.000001, "period": "1d" } ], "rate_limits": [ { "requests": 2, "period": "1h" } ] } ] }
            """);
        using var client = limited.CreateClient(Key);
        Script("""{"input_tokens":7}""", times: 2);
        var body = Anthropic.Replace("MODEL", "a/claude-x", StringComparison.Ordinal);

        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await DialectHost.PostAsync(client, "/v1/messages/count_tokens", body);
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 429], statuses);
    }

    private static string Key { get; } = KeySecret.Create(KeySecret.VirtualKeyPrefix);

    private void Script(string json, int times = 1)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Enumerable.Repeat(Testing.Script.Json(json), times));
    }

    private static async Task<JsonNode> JsonOf(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode is 200 or 400, text);
        return JsonNode.Parse(text)!;
    }

    private async Task AssertFreeAsync(HttpResponseMessage response)
    {
        var record = await host.RecordOfAsync(response);
        Assert.Equal(("count_tokens", UsageOutcome.Completed, 0L, false), (record.Operation, record.Outcome, record.CostNanos, record.Unpriced));
        Assert.Equal((0L, 0L), (record.InputTokens, record.OutputTokens));
    }
}
