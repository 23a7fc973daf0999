using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.AwsFrames;
using Bifrost.Gateway.WireFormats.BedrockConverse;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway.WireFormats.BedrockConverse;

public sealed class BedrockStreamTests
{
    private static readonly FormatProbe Probe = new(new BedrockConverseFormat());

    private static readonly string[] Lines =
    [
        "start - - -",
        "begin 0 Thinking - - -", "delta 0 The user\n", "sign 0 EqQB=", "end 0",
        "begin 1 RedactedThinking - - EmwKAhgB", "end 1",
        "begin 2 Text - - -", "delta 2 Okay ", "delta 2 😀", $"cite 2 {new Citation("green", "T", null, 0, 3, 8)}", "end 2",
        "begin 3 ToolCall tooluse_1 top_song -", "delta 3 {\"sign\"", "delta 3 : \"WZPZ\"}", "end 3",
        "begin 4 ToolCall tooluse_2 now -", "end 4",
        "finish ToolCalls -",
        "usage 2095/20",
    ];

    [Fact]
    public void A_stream_is_told_event_by_event()
    {
        var log = Probe.Stream(BedrockGolden.Stream, out var last, out var ended);
        Assert.Equal(Lines, log.Lines);
        Assert.Equal((EventVerdict.Hold, true), (last, ended));
        Assert.Equal(new TokenUsage { InputTokens = 2095, CachedInputTokens = 1800, CacheWriteTokens = 248, OutputTokens = 20 }, log.LastUsage);
    }

    [Fact]
    public void A_stream_is_written_and_read_again()
    {
        var written = Probe.Stream(writer =>
        {
            var reader = new BedrockConverseStreamReader();
            foreach (var unit in BedrockGolden.Stream)
            {
                reader.Read(unit, writer);
            }

            writer.Complete();
        });
        var log = Probe.Stream(AwsFrameTests.Frames(written), out _, out var ended);
        Assert.True(ended);
        Assert.Equal(Lines, log.Lines);
    }

    [Fact]
    public void A_stream_is_written_as_the_vendor_writes_it()
    {
        byte[][] expected =
        [
            BedrockGolden.Event("messageStart", """{"role":"assistant"}"""),
            BedrockGolden.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Hé"}}"""),
            BedrockGolden.Event("contentBlockStop", """{"contentBlockIndex":0}"""),
            BedrockGolden.Event("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"call_1","name":"f"}}}"""),
            BedrockGolden.Event("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"a\":"}}}"""),
            BedrockGolden.Event("contentBlockStop", """{"contentBlockIndex":1}"""),
            BedrockGolden.Event("messageStop", """{"stopReason":"tool_use"}"""),
            BedrockGolden.Event("metadata", """{"usage":{"inputTokens":6,"outputTokens":7,"totalTokens":17,"cacheReadInputTokens":4,"cacheWriteInputTokens":0},"metrics":{"latencyMs":0}}"""),
        ];
        var written = Probe.Stream(writer =>
        {
            writer.Start("id", "gpt", null);
            writer.Tell(0, AnswerPartKind.Text, "Hé");
            writer.Tell(1, AnswerPartKind.Audio, "AA");
            writer.TellCall(2, "call_1", "f", "{\"a\":");
            writer.Finish(FinishReason.Stop, null);
            writer.Usage(new TokenUsage { InputTokens = 10, CachedInputTokens = 4, OutputTokens = 7 });
            writer.Complete();
            writer.Fail(null, "late");
        });
        Assert.Equal(expected.Select(Text), AwsFrameTests.Frames(written).Select(Text));
        Assert.Equal(expected.SelectMany(x => x), written);
    }

    [Fact]
    public void A_failure_ends_a_stream_without_an_end() => Assert.Equal(
        BedrockGolden.Frame("""{"message":"Slow down."}""", (":exception-type", "throttlingException"), (":content-type", "application/json"), (":message-type", "exception")),
        Probe.Stream(writer =>
        {
            writer.Fail("rate_limit_error", "Slow down.");
            writer.Complete();
            writer.Delta(0, "x"u8);
        }));

    [Fact]
    public void A_failure_within_a_stream_is_told_once()
    {
        Check("fail throttlingException Slow down.", BedrockGolden.Frame("""{"message":"Slow down."}""", (":exception-type", "throttlingException"), (":message-type", "exception")));
        Check("fail internal Broken.", BedrockGolden.Frame("", (":error-code", "internal"), (":error-message", "Broken."), (":message-type", "error")));
        Check("fail upstream_invalid_response The provider sent an event that is no JSON object.", BedrockGolden.Event("metadata", "{"));
        Check("fail upstream_invalid_response The provider sent an event that is no JSON object.", BedrockGolden.Event("contentBlockDelta", "5"));
        Check("fail upstream_invalid_response The provider sent a frame that is not what its checksums say.", "HTTP/1.1 500"u8.ToArray());
        Check(
            "fail upstream_invalid_response The provider sent a piece of a block that has not begun.",
            BedrockGolden.Event("contentBlockDelta", """{"contentBlockIndex":3,"delta":{"toolUse":{"input":"x"}}}"""));

        static void Check(string line, byte[] unit)
        {
            var log = Probe.Stream([unit, unit], out var last, out var ended);
            Assert.Equal([line], log.Lines);
            Assert.Equal((EventVerdict.Forward, false), (last, ended));
        }
    }

    [Fact]
    public void A_tool_that_the_vendor_runs_is_passed_over() => Assert.Equal(
        ["start - - -", "begin 0 Text - - -", "delta 0 a", "end 0", "finish Stop -"],
        Probe.Stream(
            [
                BedrockGolden.Event("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"name":"nova_grounding","toolUseId":"t","type":"server_tool_use"}}}"""),
                BedrockGolden.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{}"}}}"""),
                BedrockGolden.Event("contentBlockStop", """{"contentBlockIndex":0}"""),
                BedrockGolden.Event("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"text":"a"}}"""),
                BedrockGolden.Event("messageStop", """{"stopReason":"end_turn"}"""),
            ],
            out _, out _).Lines);

    [Fact]
    public void Nothing_that_a_provider_sends_throws() =>
        new FormatFuzz(new BedrockConverseFormat(), [new BedrockConverseFormat(), new AnthropicMessagesFormat()]).Streams(BedrockGolden.Stream, CheckFrames);

    [Fact]
    public void No_payload_that_a_provider_sends_throws()
    {
        // Within frames whose checksums are right.
        var random = new Random(7);
        foreach (var unit in BedrockGolden.Stream)
        {
            Assert.True(AwsFrame.TryRead(unit, out var frame));
            var (type, payload) = (Encoding.UTF8.GetString(frame.Header(":event-type"u8)), Encoding.UTF8.GetString(frame.Payload));
            for (var i = 0; i < 300; i++)
            {
                var broken = payload.ToCharArray();
                broken[random.Next(broken.Length)] = (char)random.Next(1, 128);
                CheckFrames(Probe.Stream(writer =>
                {
                    var reader = new BedrockConverseStreamReader();
                    reader.Read(BedrockGolden.Event(type, new string(broken)), writer);
                    reader.Read(BedrockGolden.Event(type, payload[..random.Next(payload.Length)]), writer);
                    writer.Complete();
                }));
            }
        }
    }

    private static void CheckFrames(ReadOnlyMemory<byte> written)
    {
        foreach (var unit in AwsFrameTests.Frames(written.ToArray()))
        {
            Assert.True(AwsFrame.TryRead(unit, out var frame));
            FormatFuzz.CheckJson(frame.Payload.ToArray());
        }
    }

    private static string Text(byte[] frame) => Encoding.UTF8.GetString(frame);
}
