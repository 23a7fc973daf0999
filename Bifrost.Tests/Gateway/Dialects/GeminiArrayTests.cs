using System.Text.Json.Nodes;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary><c>streamGenerateContent</c> without <c>alt=sse</c>: one JSON array, whatever the provider's stream is.</summary>
public sealed class GeminiArrayTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Ask = """{ "contents": [ { "role": "user", "parts": [ { "text": "Hi" } ] } ] }""";

    private const string First = """{"candidates":[{"content":{"parts":[{"text":"Grü"}],"role":"model"},"index":0}],"modelVersion":"gem-x","ownField":1}""";
    private const string Last = """{"candidates":[{"content":{"parts":[{"text":"ße"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"totalTokenCount":6}}""";

    private const string Error = """{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}""";

    [Fact]
    public async Task Googles_own_events_become_its_elements()
    {
        var (array, upstream) = await StreamAsync("p-gemini/gem-x", $"data: {First}\r\n\r\ndata: {Last}\r\n\r\n");

        Assert.Equal("/v1beta/models/gem-x:streamGenerateContent?alt=sse", upstream);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($"[{First},{Last}]"), array), array.ToJsonString());
    }

    [Fact]
    public async Task An_error_of_Googles_ends_the_array()
    {
        var (array, _) = await StreamAsync("p-gemini/gem-x", $"data: {First}\r\n\r\ndata: {Error}\r\n\r\n");

        Assert.Equal(2, array.Count);
        Assert.Equal(503, array[1]!["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Another_dialects_stream_is_an_array_too()
    {
        var (array, _) = await StreamAsync("p-openai-chat/model-x", """
            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"model-x","choices":[{"index":0,"delta":{"role":"assistant","content":"Grü"},"finish_reason":null}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"model-x","choices":[{"index":0,"delta":{"content":"ße"},"finish_reason":"stop"}]}

            data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"model-x","choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}

            data: [DONE]


            """);

        Assert.Equal("Grüße", string.Concat(array.SelectMany(x => x!["candidates"]![0]!["content"]?["parts"]?.AsArray().Select(y => y!["text"]?.GetValue<string>()) ?? [])));
        Assert.Equal("STOP", array[^1]!["candidates"]![0]!["finishReason"]!.GetValue<string>());
        Assert.Equal(6, array[^1]!["usageMetadata"]!["totalTokenCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("data: ERROR\r\n\r\ndata: LAST\r\n\r\n", 2, 503)]
    [InlineData("data: FIRST_CUT\r\n\r\ndata: LAST\r\n\r\n", 2, 503)]
    [InlineData("data: FIRSTFIRST\r\n\r\n", 2, 503)]
    [InlineData("data: {\"a\":\"\u0001\"}\r\n\r\n", 2, 503)]
    [InlineData("data: FIR", 2, 503)]
    [InlineData("", 2, 503)]
    [InlineData(": ping\r\n\r\ndata: [DONE]\r\n\r\n", 2, 503)]
    public async Task Whatever_comes_it_stays_one_array_that_ends_with_the_error(string events, int length, int code)
    {
        var bytes = events.Replace("FIRST_CUT", First[..^9], StringComparison.Ordinal).Replace("FIRST", First, StringComparison.Ordinal).Replace("LAST", Last, StringComparison.Ordinal).Replace("ERROR", Error, StringComparison.Ordinal);

        var (array, _) = await StreamAsync("p-gemini/gem-x", $"data: {First}\r\n\r\n{bytes}");

        Assert.Equal(length, array.Count);
        Assert.Equal(code, array[^1]!["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Another_dialects_stream_that_breaks_is_an_array_too()
    {
        var (array, _) = await StreamAsync("p-openai-chat/model-x", "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"model-x\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Half\"},\"finish_reason\":null}]}\n\n");

        Assert.Equal("Half", array[0]!["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>());
        Assert.Equal(503, array[^1]!["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task With_alt_sse_it_is_none()
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(new Script().ContentType("text/event-stream").Chunk($"data: {Last}\r\n\r\n"));
        using var response = await host.PostAsync("/genai/v1beta/models/p-gemini%2Fgem-x:streamGenerateContent?alt=sse", Ask);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("data: {", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<(JsonArray Array, string Upstream)> StreamAsync(string model, string events)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(new Script().ContentType("text/event-stream").InPieces(events, 11));
        using var response = await host.PostAsync($"/genai/v1beta/models/{model}:streamGenerateContent", Ask);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return (JsonNode.Parse(text)!.AsArray(), host.Provider.Requests[^1].Target);
    }
}
