using System.Buffers;
using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.AwsFrames;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>Searches (docs.cohere.com/reference/rerank), Bedrock's own counts of a model's stream, moderations, and what passes raw.</summary>
public sealed class ServiceMeteringTests(MeteredHost host) : IClassFixture<MeteredHost>
{
    private const string AwsType = "application/vnd.amazon.eventstream";

    [Theory]
    [InlineData("""{"id":"r","results":[],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""", 2_000_000, false)]
    [InlineData("""{"id":"r","results":[],"meta":{"billed_units":{"input_tokens":7,"search_units":3}}}""", 6_000_000, false)]
    [InlineData("""{"id":"r","results":[],"meta":{"billed_units":{"search_units":-1}}}""", 2_000_000, true)]
    [InlineData("""{"id":"r","results":[]}""", 2_000_000, true)]
    public async Task A_rerank_is_billed_by_its_searches(string answer, long nanos, bool estimated)
    {
        host.Play(Script.Json(answer));

        var (_, _, record) = await host.PostAsync("/cohere/v2/rerank", """{"model":"cohere/rerank-v3.5","query":"capital?","documents":["a","b"]}""");

        Assert.Equal((nanos, false, estimated, $"search_units={nanos / 2_000_000}"), (record.CostNanos, record.Unpriced, record.Estimated, record.Units));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"cacheReadInputTokenCount\":100,\"cacheWriteInputTokenCount\":10")]
    public async Task An_invoked_stream_is_billed_by_the_counts_of_its_last_event(string cache)
    {
        var frames = Frames("""{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}""",
            $$$"""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":30,"outputTokenCount":5,"invocationLatency":900,"firstByteLatency":400{{{cache}}}}}""");
        host.Play(new Script().ContentType(AwsType).Chunk(frames.AsMemory(0, 50)).Chunk(frames.AsMemory(50)));

        var (body, _, record) = await host.PostAsync("/bedrock/model/aws%2Fmodel-x/invoke-with-response-stream", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":10,"messages":[]}""");

        Assert.Equal(frames, body);
        var (input, cost) = cache.Length == 0 ? (30L, 165_000L) : (140L, 165_000L + 30_000 + 37_500);
        Assert.Equal((input, 5L, cost, false), (record.InputTokens, record.OutputTokens, record.CostNanos, record.Estimated));
    }

    /// <summary>"Free": platform.openai.com/docs/guides/moderation. Mistral's have a price by token.</summary>
    [Fact]
    public async Task Moderations_of_openai_are_free_and_priced()
    {
        host.Play(Script.Json("""{"id":"modr-1","model":"omni-moderation-latest","results":[]}"""));

        var (_, _, record) = await host.PostAsync("/v1/moderations", """{"model":"openai/omni-moderation-latest","input":"I like you"}""");

        Assert.Equal((0L, false), (record.CostNanos, record.Unpriced));
    }

    [Theory]
    [InlineData("openai/chat/completions", "data: {\"model\":\"model-x\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: {\"model\":\"model-x\",\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}\n\ndata: [DONE]\n\n")]
    [InlineData("openai/responses", "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"model\":\"model-x\",\"usage\":{\"input_tokens\":10,\"output_tokens\":5,\"total_tokens\":15}}}\n\n")]
    [InlineData("claude/v1/messages", "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"model-x\",\"content\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")]
    [InlineData("gemini/v1beta/models/model-x:streamGenerateContent?alt=sse", "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":10,\"candidatesTokenCount\":5,\"totalTokenCount\":15}}\n\n")]
    public async Task A_raw_stream_is_billed_in_the_words_of_its_route(string path, string events)
    {
        host.Play(Script.Sse(events.Chunk(13).Select(x => new string(x))));

        var (body, _, record) = await host.PostAsync("/passthrough/" + path, "{}");

        Assert.Equal(events, Encoding.UTF8.GetString(body));
        Assert.Equal((10L, 5L, 105_000L, false), (record.InputTokens, record.OutputTokens, record.CostNanos, record.Unpriced));
    }

    [Fact]
    public async Task Lines_of_a_raw_stream_are_billed_and_pass_as_they_come()
    {
        const string First = """{"model":"model-x","message":{"role":"assistant","content":"Hi"},"done":false}""";
        const string Last = """{"model":"model-x","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":5}""";
        using var go = new ScriptGate();
        host.Play(new Script().ContentType("application/x-ndjson").Chunk(First + "\n").Gate(go.Opened).Chunk(Last + "\n"));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/passthrough/ollama/api/chat") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var first = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        go.Open();
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal((First, Last + "\n"), (first, rest));
        var record = await host.RecordAsync(response);
        Assert.Equal((10L, 5L, 105_000L), (record.InputTokens, record.OutputTokens, record.CostNanos));
    }

    [Theory]
    [InlineData("claude/v1/anything", "data: {\"usage\":{\"prompt_tokens\":10}}\n\n")]
    [InlineData("openai/chat/completions", "data: {\"model\":\"model-x\",\"choices\":[]}\n\ndata: [DONE]\n\n")]
    public async Task A_raw_stream_that_tells_nothing_is_unpriced(string path, string events)
    {
        host.Play(Script.Sse(events));

        var (body, _, record) = await host.PostAsync("/passthrough/" + path, "{}");

        Assert.Equal(events, Encoding.UTF8.GetString(body));
        Assert.Equal((true, (long?)null, UsageOutcome.Completed), (record.Unpriced, record.CostNanos, record.Outcome));
        Assert.NotNull(record.UnpricedReason);
    }

    private static byte[] Frames(params string[] events)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new AwsFrameWriter(output);
        foreach (var x in events)
        {
            var json = writer.Begin();
            json.WriteStartObject();
            json.WriteString("bytes", Convert.ToBase64String(Encoding.UTF8.GetBytes(x)));
            json.WriteString("p", "abcdefgh");
            json.WriteEndObject();
            writer.EndEvent("chunk"u8);
        }

        return output.WrittenSpan.ToArray();
    }
}
