using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.BedrockConverse;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.BedrockConverse;

public sealed class BedrockAnswerTests
{
    private static readonly FormatProbe Probe = new(new BedrockConverseFormat());

    [Fact]
    public void A_whole_answer_is_read()
    {
        var log = Probe.Answer(BedrockGolden.Answer);
        Assert.Equal(
            [
                "start - - priority",
                "begin 0 Thinking - - -", "delta 0 Hm.", "sign 0 zbbJ==", "end 0",
                "begin 1 RedactedThinking - - EmwKAhgB", "end 1",
                "begin 2 Text - - -", "delta 2 Okay, ", "end 2",
                "begin 3 Text - - -", "delta 3 it is green", $"cite 3 {new Citation("Green.", "PDF", null, 1, PageStart: 5, PageEnd: 6)}", "end 3",
                "begin 4 ToolCall tooluse_kZJMlvQmRJ6eAyJE5GIl7Q top_song -", "delta 4 {\"sign\":\"WZPZ\"}", "end 4",
                "begin 5 ToolCall tooluse_2 now -", "end 5",
                "usage 100298/503", "finish ToolCalls -",
            ],
            log.Lines);
        Assert.Equal(
            new TokenUsage { InputTokens = 100_298, CachedInputTokens = 100_000, CacheWriteTokens = 248, CacheWrite1hTokens = 100, OutputTokens = 503 },
            log.LastUsage);
    }

    [Fact]
    public void A_whole_answer_survives()
    {
        var expected = BedrockGolden.Answer
            .Replace("""[{"text":"it is "},{"text":"green"}]""", """[{"text":"it is green"}]""", StringComparison.Ordinal)
            .Replace("1275", "0", StringComparison.Ordinal);
        var written = Probe.Write(Probe.Built(BedrockGolden.Answer));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(written).RootElement), written);
    }

    [Theory]
    [InlineData("end_turn", "Stop", "end_turn")]
    [InlineData("max_tokens", "Length", "max_tokens")]
    [InlineData("stop_sequence", "StopSequence", "stop_sequence")]
    [InlineData("tool_use", "ToolCalls", "tool_use")]
    [InlineData("guardrail_intervened", "ContentFilter", "content_filtered")]
    [InlineData("content_filtered", "ContentFilter", "content_filtered")]
    [InlineData("model_context_window_exceeded", "Length", "max_tokens")]
    [InlineData("malformed_tool_use", "Other", "end_turn")]
    public void Reasons_to_stop_go_both_ways(string reason, string expected, string written)
    {
        var answer = Probe.Built($$$"""{"output":{"message":{"content":[]}},"stopReason":"{{{reason}}}","additionalModelResponseFields":{"stop_sequence":"END"}}""");
        Assert.Equal((expected, "END"), (answer.Finish.ToString(), answer.StopSequence));
        Assert.Contains($"\"stopReason\":\"{written}\"", Probe.Write(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_the_vendors()
    {
        Assert.Equal("""{"message":"Slow down.","__type":"ThrottlingException"}""", Probe.Error(new RefusalText(429, "rate_limit_exceeded", "Slow down."), "r1"));
        Assert.True(new BedrockConverseFormat().TryReadError("""{"__type":"com.amazon.coral.service#ValidationException","Message":"No."}"""u8, out var code, out var message));
        Assert.Equal(("ValidationException", "No."), (code, message));
        Assert.False(new BedrockConverseFormat().TryReadError("<html>"u8, out _, out _));
    }

    [Fact]
    public void Nothing_that_a_provider_sends_throws() =>
        new FormatFuzz(new BedrockConverseFormat(), [new BedrockConverseFormat(), new AnthropicMessagesFormat()]).Answers(Encoding.UTF8.GetBytes(BedrockGolden.Answer));
}
