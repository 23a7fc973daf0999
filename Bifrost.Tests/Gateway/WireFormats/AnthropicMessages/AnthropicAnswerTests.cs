using System.Text.Json;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.AnthropicMessages;

public sealed class AnthropicAnswerTests
{
    private static readonly FormatProbe Probe = new(new AnthropicMessagesFormat());

    [Fact]
    public void A_whole_answer_is_read() => Assert.Equal(
        [
            "start msg_01XFDUDYJgAACzvnptvVoYEL claude-sonnet-4-5 priority",
            "begin 0 Thinking - - -", "delta 0 Hm.", "sign 0 zbbJhbGciOiJFU8zI1NiIsImtakcjsu38219c0==", "end 0",
            "begin 1 RedactedThinking - - EmwKAhgB", "end 1",
            "begin 2 Text - - -", "delta 2 According to the document, ", $"cite 2 {new Citation("Water.", "PDF", null, 1, PageStart: 5, PageEnd: 6)}", "end 2",
            "begin 3 ToolCall toolu_01A09q90qw90lq917835lq9 get_weather -", "delta 3 {\"location\":\"San Francisco, CA\",\"unit\":\"celsius\"}", "end 3",
            "begin 4 ToolCall toolu_2 now -", "end 4",
            "usage 100298/503", "finish ToolCalls -",
        ],
        Probe.Answer(AnthropicGolden.Answer).Lines);

    [Fact]
    public void A_whole_answer_survives_but_for_what_the_vendor_ran_itself()
    {
        var expected = AnthropicGolden.Answer
            .Replace("""{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},""", "", StringComparison.Ordinal)
            .Replace(""","server_tool_use":{"web_search_requests":1}""", "", StringComparison.Ordinal);
        var written = Probe.Write(Probe.Built(AnthropicGolden.Answer));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(written).RootElement), written);
    }

    [Theory]
    [InlineData("end_turn", "Stop", "end_turn")]
    [InlineData("max_tokens", "Length", "max_tokens")]
    [InlineData("stop_sequence", "StopSequence", "stop_sequence")]
    [InlineData("tool_use", "ToolCalls", "tool_use")]
    [InlineData("pause_turn", "Pause", "pause_turn")]
    [InlineData("refusal", "Refusal", "refusal")]
    [InlineData("model_context_window_exceeded", "Length", "max_tokens")]
    [InlineData("compaction", "Other", "end_turn")]
    public void Reasons_to_stop_go_both_ways(string reason, string expected, string written)
    {
        var answer = Probe.Built($$"""{"type":"message","content":[],"stop_reason":"{{reason}}"}""");
        Assert.Equal(expected, answer.Finish.ToString());
        Assert.Contains($"\"stop_reason\":\"{written}\"", Probe.Write(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_on_the_web_is_cited()
    {
        var part = new TextPart("x");
        part.Citations.Add(new Citation(null, "T", "https://example.com/", Start: 0, End: 1));
        var answer = new ChatAnswer { Parts = { part, new RefusalPart("No.") } };
        Assert.Contains(
            """
            "content":[{"type":"text","text":"x","citations":[{"type":"web_search_result_location","cited_text":"","url":"https://example.com/","title":"T","encrypted_index":""}]},{"type":"text","text":"No."}]
            """,
            Probe.Write(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_the_vendors()
    {
        Assert.Equal(
            """{"type":"error","error":{"type":"rate_limit_error","message":"Slow down."},"request_id":"r1"}""",
            Probe.Error(new RefusalText(429, "rate_limit_exceeded", "Slow down."), "r1"));
        Assert.True(new AnthropicMessagesFormat().TryReadError(
            """{"type":"error","error":{"type":"not_found_error","message":"The requested resource could not be found."},"request_id":"req_011"}"""u8, out var code, out var message));
        Assert.Equal(("not_found_error", "The requested resource could not be found."), (code, message));
        Assert.False(new AnthropicMessagesFormat().TryReadError("<html>"u8, out _, out _));
    }
}
