using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Tests.Gateway.WireFormats.AnthropicMessages;

public sealed class AnthropicStreamTests
{
    private static readonly FormatProbe Probe = new(new AnthropicMessagesFormat());

    private static readonly string[] ToolLines =
    [
        "start msg_014p7gG3wDgGV9EUtLvnow3U claude-opus-4-5-20251101 default",
        "usage 2520/2",
        "begin 0 Thinking - - -",
        "delta 0 The user asks\n",
        "sign 0 EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl1pk=",
        "end 0",
        "begin 1 RedactedThinking - - EmwKAhgBEgy3va3pzix",
        "end 1",
        "begin 2 Text - - -",
        "delta 2 Okay ",
        "delta 2 😀",
        "end 2",
        "begin 3 ToolCall toolu_01T1x1fJ34qAmk2tNTrN7Up6 get_weather -",
        "delta 3 {\"location\":",
        "delta 3  \"San Francisco, CA\"}",
        "end 3",
        "begin 4 ToolCall toolu_02 now -",
        "end 4",
        "usage 2520/89",
        "finish ToolCalls -",
    ];

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_stream_is_told_event_by_event(string lineEnd)
    {
        var log = Probe.Stream(FormatProbe.Events(AnthropicGolden.ToolStream, lineEnd), out var last, out var ended);

        Assert.Equal(ToolLines, log.Lines);
        Assert.Equal((EventVerdict.Hold, true), (last, ended));
        Assert.Equal(
            new TokenUsage { InputTokens = 2520, CachedInputTokens = 1800, CacheWriteTokens = 248, CacheWrite1hTokens = 100, OutputTokens = 89, ReasoningTokens = 30 },
            log.LastUsage);
    }

    [Fact]
    public void A_stream_with_citations_is_told() =>
        Assert.Equal(
            [
                "start msg_1 claude-sonnet-4-5 -", "usage 10/1", "begin 0 Text - - -", "delta 0 the grass is green",
                $"cite 0 {new Citation("The grass is green.", "Example", null, 0, 0, 20)}", "end 0", "usage 10/5", "finish StopSequence END",
            ],
            Probe.Stream(FormatProbe.Events(AnthropicGolden.CitedStream), out _, out _).Lines);

    [Fact]
    public void A_stream_is_written_and_read_again()
    {
        foreach (var golden in new[] { AnthropicGolden.ToolStream, AnthropicGolden.CitedStream })
        {
            var first = Probe.Stream(FormatProbe.Events(golden), out _, out _);
            var written = Probe.Stream(writer =>
            {
                var reader = new AnthropicMessagesStreamReader();
                foreach (var unit in FormatProbe.Events(golden))
                {
                    reader.Read(unit, writer);
                }

                writer.Complete();
            });
            var second = Probe.Stream(FormatProbe.Events(Encoding.UTF8.GetString(written)), out _, out var ended);

            Assert.True(ended);
            Assert.Equal(first.LastUsage, second.LastUsage);
            Assert.Equal(Told(first), Told(second));
        }

        static IEnumerable<string> Told(SinkLog log) => log.Lines.Where(x => !x.StartsWith("usage", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stream_is_written_as_the_vendor_writes_it() => Assert.Equal(
        AnthropicGolden.Written.ReplaceLineEndings("\n"),
        Encoding.UTF8.GetString(Probe.Stream(writer =>
        {
            writer.Start(null, "gpt", null);
            writer.Tell(0, AnswerPartKind.Text, "Hé\n");
            writer.Tell(1, AnswerPartKind.Image, "AA");
            writer.BeginPart(new AnswerPart(2, AnswerPartKind.ToolCall) { Id = "call_1", Name = "f" });
            writer.Delta(2, "{\"a\":"u8);
            writer.Finish(FinishReason.Stop, null);
            writer.EndPart(2);
            writer.Usage(new TokenUsage { InputTokens = 10, CachedInputTokens = 4, OutputTokens = 7 });
            writer.Complete();
            writer.Complete();
            writer.Fail(null, "late");
        })));

    [Fact]
    public void A_failure_ends_a_stream_without_an_end() => Assert.Equal(
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
        Encoding.UTF8.GetString(Probe.Stream(writer =>
        {
            writer.Fail("overloaded_error", "Overloaded");
            writer.Complete();
            writer.Delta(0, "x"u8);
        })));

    [Theory]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n", "fail overloaded_error Overloaded")]
    [InlineData("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n", "fail upstream_invalid_response The provider sent a piece of a block that has not begun.")]
    [InlineData("data: {\"type\":\n\n", "fail upstream_invalid_response The provider sent an event that is no JSON object.")]
    [InlineData("data: 5\n\n", "fail upstream_invalid_response The provider sent an event that is no JSON object.")]
    public void A_failure_within_a_stream_is_told_once(string unit, string line)
    {
        var log = Probe.Stream([Encoding.UTF8.GetBytes(unit), Encoding.UTF8.GetBytes(unit)], out var last, out var ended);
        Assert.Equal([line], log.Lines);
        Assert.Equal((EventVerdict.Forward, false), (last, ended));
    }

    [Fact]
    public void Arguments_that_come_with_the_blocks_start_are_told_once()
    {
        var log = Probe.Stream(
            FormatProbe.Events("""
                data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{"a":1}}}

                data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}

                event: message_stop
                data: {}
                """),
            out _, out _);
        Assert.Equal(["start - - -", "begin 0 ToolCall a f -", "delta 0 {\"a\":1}", "end 0", "finish Stop -"], log.Lines);
    }

    [Fact]
    public void Nothing_that_a_provider_sends_throws()
    {
        var fuzz = new FormatFuzz(new AnthropicMessagesFormat(), [new AnthropicMessagesFormat()]);
        fuzz.Answers(Encoding.UTF8.GetBytes(AnthropicGolden.Answer), """{"type":"message","content":[{"type":"text","text":"\ud800","\ud800":1}],"usage":{"service_tier":"\ud800"}}"""u8.ToArray());
        fuzz.Streams([.. FormatProbe.Events(AnthropicGolden.ToolStream)], CheckEvents);
        fuzz.Streams([.. FormatProbe.Events(AnthropicGolden.CitedStream)], CheckEvents);
    }

    private static void CheckEvents(ReadOnlyMemory<byte> written)
    {
        foreach (var unit in Encoding.UTF8.GetString(written.Span).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            using var parsed = SseEvent.Parse(Encoding.UTF8.GetBytes(unit));
            FormatFuzz.CheckJson(parsed.Data.ToArray());
        }
    }
}
