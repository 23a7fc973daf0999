using System.Text.Json.Nodes;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>What only its own vendor has (rerank, Bedrock's invoke), and Ollama's generate, which is a chat of one message.</summary>
public sealed class NativeRouteTests(DialectHost host) : IClassFixture<DialectHost>
{
    [Fact]
    public async Task Rerank_passes_to_cohere_and_is_not_priced_by_token()
    {
        Play(Script.Json("""{"id":"r1","results":[{"index":1,"relevance_score":0.99}],"meta":{"billed_units":{"search_units":1}}}"""));

        using var response = await host.PostAsync("/cohere/v2/rerank", """{ "model": "p-cohere-chat/rerank-v3.5", "query": "capital?", "documents": ["a", "b"], "top_n": 1 }""");

        Assert.Equal(1, (await JsonOf(response))["results"]![0]!["index"]!.GetValue<int>());
        var received = host.Provider.Requests[^1];
        Assert.Equal(("/v2/rerank", """{ "model": "rerank-v3.5", "query": "capital?", "documents": ["a", "b"], "top_n": 1 }"""), (received.Path, received.BodyText));
        var record = await host.RecordOfAsync(response);
        Assert.Equal(("rerank", UsageOutcome.Completed, true, null), (record.Operation, record.Outcome, record.Unpriced, record.CostNanos));
    }

    [Fact]
    public async Task A_model_that_is_priced_by_token_is_not_charged_tokens_for_a_search()
    {
        Play(Script.Json("""{"id":"r1","results":[{"index":1,"relevance_score":0.99}],"meta":{"tokens":{"input_tokens":99}}}"""));

        using var response = await host.PostAsync("/cohere/v2/rerank", """{ "model": "p-cohere-chat/model-x", "query": "capital?", "documents": ["a", "b"] }""");

        var record = await host.RecordOfAsync(response);
        Assert.Equal((true, null, 0L), (record.Unpriced, record.CostNanos, record.InputTokens));
    }

    [Fact]
    public async Task Generate_shows_its_images()
    {
        Play(Script.Json("""{"model":"m","message":{"role":"assistant","content":"A cat."},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":3}"""));

        using var response = await host.PostAsync("/ollama/api/generate", """{ "model": "p-ollama-chat/m", "prompt": "What is it?", "images": ["iVBORw0KGgo="], "stream": false }""");

        Assert.Equal("A cat.", (await JsonOf(response))["response"]!.GetValue<string>());
        Assert.Equal("iVBORw0KGgo=", host.Provider.Requests[^1].Json!["messages"]![0]!["images"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/cohere/v2/rerank", """{ "model": "p-gemini/m", "query": "q", "documents": [] }""")]
    [InlineData("/bedrock/model/p-openai-chat%2Fm/invoke", """{ "prompt": "Hi" }""")]
    public async Task With_a_provider_of_another_vendor_they_are_not_supported(string path, string body)
    {
        using var response = await host.PostAsync(path, body);

        Assert.Equal(501, (int)response.StatusCode);
        Assert.Contains("not supported", (await JsonOf(response))["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_passes_the_body_and_takes_the_counts_of_the_headers()
    {
        const string Body = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":10,"model":"its own","messages":[]}""";
        Play(Script.Json("""{"content":[{"type":"text","text":"Hi"}]}""").Header("x-amzn-bedrock-input-token-count", "30").Header("x-amzn-bedrock-output-token-count", "5"));

        using var response = await host.PostAsync("/bedrock/model/p-bedrock-converse%2Fanthropic.claude-x/invoke", Body);

        Assert.Equal("Hi", (await JsonOf(response))["content"]![0]!["text"]!.GetValue<string>());
        var received = host.Provider.Requests[^1];
        Assert.Equal(("/model/anthropic.claude-x/invoke", Body), (received.Path, received.BodyText));
        var record = await host.RecordOfAsync(response);
        Assert.Equal((30L, 5L, 40_000L, false), (record.InputTokens, record.OutputTokens, record.CostNanos, record.Unpriced));
    }

    [Fact]
    public async Task An_invoked_stream_passes_byte_for_byte()
    {
        byte[] frames = [0, 0, 0, 1, 2, 255, 254, 10, 13];
        Play(new Script().ContentType("application/vnd.amazon.eventstream").Chunk(frames.AsMemory(0, 4)).Chunk(frames.AsMemory(4)));

        using var response = await host.PostAsync("/bedrock/model/p-bedrock-converse%2Fm/invoke-with-response-stream", """{ "prompt": "Hi" }""");

        Assert.Equal(frames, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/vnd.amazon.eventstream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("/model/m/invoke-with-response-stream", host.Provider.Requests[^1].Path);
        Assert.True((await host.RecordOfAsync(response)).Unpriced);
    }

    [Theory]
    [InlineData("p-ollama-chat", """{"model":"m","created_at":"2025-10-17T23:14:07.414671Z","message":{"role":"assistant","content":"Grüße","thinking":"Hm"},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":3}""")]
    [InlineData("p-openai-chat", """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Grüße","reasoning_content":"Hm"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""")]
    public async Task Generate_is_a_chat_of_one_message(string provider, string answer)
    {
        Play(Script.Json(answer));

        using var response = await host.PostAsync("/ollama/api/generate", $$"""{ "model": "{{provider}}/m", "prompt": "Say hello", "system": "Be kind", "stream": false, "options": { "num_predict": 50 } }""");

        var body = await JsonOf(response);
        Assert.Equal(("Grüße", "Hm", true, 3), (body["response"]!.GetValue<string>(), body["thinking"]!.GetValue<string>(), body["done"]!.GetValue<bool>(), body["eval_count"]!.GetValue<int>()));
        Assert.Null(body["message"]);
        var messages = host.Provider.Requests[^1].Json!["messages"]!.AsArray();
        Assert.Equal(["Be kind", "Say hello"], messages.Select(x => x!["content"]!.GetValue<string>()));
        Assert.Equal((9L, 3L), ((await host.RecordOfAsync(response)).InputTokens, (await host.RecordOfAsync(response)).OutputTokens));
    }

    [Fact]
    public async Task Generate_streams_lines()
    {
        Play(new Script().ContentType("application/x-ndjson").InPieces(
            """
            {"model":"m","created_at":"2025-10-17T23:14:07.414671Z","message":{"role":"assistant","content":"Grü"},"done":false}
            {"model":"m","created_at":"2025-10-17T23:14:07.414671Z","message":{"role":"assistant","content":"ße"},"done":false}
            {"model":"m","created_at":"2025-10-17T23:14:07.414671Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":9,"eval_count":3}

            """,
            5));

        using var response = await host.PostAsync("/ollama/api/generate", """{ "model": "p-ollama-chat/m", "prompt": "Say hello" }""");

        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => JsonNode.Parse(x)!).ToArray();
        Assert.Equal("Grüße", string.Concat(lines.Select(x => x["response"]?.GetValue<string>())));
        Assert.True(lines[^1]["done"]!.GetValue<bool>());
        Assert.Equal(9, lines[^1]["prompt_eval_count"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_needs_the_models_own_template_is_refused()
    {
        using var response = await host.PostAsync("/ollama/api/generate", """{ "model": "p-ollama-chat/m", "prompt": "def f(", "suffix": "return 1" }""");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("suffix", (await JsonOf(response))["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private void Play(Script script)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(script);
    }

    private static async Task<JsonNode> JsonOf(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
