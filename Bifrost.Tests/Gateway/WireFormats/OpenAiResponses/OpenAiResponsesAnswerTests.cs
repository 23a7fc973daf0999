using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;
using Bifrost.Gateway.WireFormats.OpenAiResponses;
using Bifrost.Tests.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Tests.Gateway.WireFormats.OpenAiResponses;

public sealed class OpenAiResponsesAnswerTests
{
    private const string Whole = """
        {"id":"resp_1","object":"response","created_at":1741476777,"status":"completed","model":"gpt-5.4","service_tier":"default","output":[
        {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"First."},{"type":"summary_text","text":"Then."}],"encrypted_content":"SIG=="},
        {"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"ENC=="},
        {"type":"web_search_call","id":"ws_1","status":"completed"},
        {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hi","annotations":[{"type":"url_citation","url":"https://x.test","title":"X","start_index":0,"end_index":2}],"logprobs":[{"token":"Hi","logprob":-1}]}]},
        {"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"a\":1}","status":"completed"}],
        "error":null,"incomplete_details":null,
        "usage":{"input_tokens":328,"input_tokens_details":{"cached_tokens":100},"output_tokens":52,"output_tokens_details":{"reasoning_tokens":20},"total_tokens":380}}
        """;

    private const string Events = """
        {"type":"response.created","sequence_number":0,"response":{"id":"resp_2","object":"response","created_at":1,"status":"in_progress","model":"gpt-5.4","output":[]}}
        {"type":"response.in_progress","sequence_number":1,"response":{"id":"resp_2","object":"response","status":"in_progress","model":"gpt-5.4","output":[]}}
        {"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}
        {"type":"response.reasoning_summary_part.added","sequence_number":3,"item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}
        {"type":"response.reasoning_summary_text.delta","sequence_number":4,"item_id":"rs_1","output_index":0,"summary_index":0,"delta":"Hm."}
        {"type":"response.reasoning_summary_text.done","sequence_number":5,"item_id":"rs_1","output_index":0,"summary_index":0,"text":"Hm."}
        {"type":"response.reasoning_summary_part.done","sequence_number":6,"item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"Hm."}}
        {"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"SIG=="}}
        {"type":"response.output_item.added","sequence_number":8,"output_index":1,"item":{"id":"msg_1","type":"message","status":"in_progress","role":"assistant","content":[]}}
        {"type":"response.content_part.added","sequence_number":9,"item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}
        {"type":"response.output_text.delta","sequence_number":10,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"On \ud83d","logprobs":[]}
        {"type":"response.output_text.delta","sequence_number":11,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"\ude00it.","logprobs":[]}
        {"type":"response.output_text.annotation.added","sequence_number":12,"item_id":"msg_1","output_index":1,"content_index":0,"annotation_index":0,"annotation":{"type":"url_citation","url":"https://x.test","title":"X","start_index":0,"end_index":2}}
        {"type":"response.output_text.done","sequence_number":13,"item_id":"msg_1","output_index":1,"content_index":0,"text":"On it."}
        {"type":"response.content_part.done","sequence_number":14,"item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"On it.","annotations":[]}}
        {"type":"response.output_item.done","sequence_number":15,"output_index":1,"item":{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[]}}
        {"type":"response.output_item.added","sequence_number":16,"output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":""}}
        {"type":"response.function_call_arguments.delta","sequence_number":17,"item_id":"fc_1","output_index":2,"delta":"{\"a\":"}
        {"type":"response.function_call_arguments.delta","sequence_number":18,"item_id":"fc_1","output_index":2,"delta":"1}"}
        {"type":"response.function_call_arguments.done","sequence_number":19,"item_id":"fc_1","output_index":2,"arguments":"{\"a\":1}"}
        {"type":"response.output_item.done","sequence_number":20,"output_index":2,"item":{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{\"a\":1}"}}
        {"type":"response.completed","sequence_number":21,"response":{"id":"resp_2","object":"response","status":"completed","model":"gpt-5.4","output":[],"usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15}}}
        """;

    private static readonly string[] Told =
    [
        "start resp_2 gpt-5.4 -", "begin 0 Thinking rs_1 - -", "delta 0 Hm.", "sign 0 SIG==", "end 0", "begin 1 Text - - -", "delta 1 On ", "delta 1 😀it.",
        "cite 1 " + new Citation(null, "X", "https://x.test", null, 0, 2), "end 1", "begin 2 ToolCall call_1 f -", "delta 2 {\"a\":", "delta 2 1}", "end 2", "usage 10/5", "finish ToolCalls -",
    ];

    private readonly OpenAiResponsesFormat _format = new();

    [Fact]
    public void A_whole_answer_is_told_in_order() => Assert.Equal(
        [
            "start resp_1 gpt-5.4 default", "begin 0 Thinking rs_1 - -", "delta 0 First.", "delta 0 \n\n", "delta 0 Then.", "sign 0 SIG==", "end 0", "begin 1 RedactedThinking rs_2 - ENC==", "end 1",
            "begin 2 Text - - -", "delta 2 Hi", "cite 2 " + new Citation(null, "X", "https://x.test", null, 0, 2), "logprobs [{\"token\":\"Hi\",\"logprob\":-1}]", "end 2",
            "begin 3 ToolCall call_1 f -", "delta 3 {\"a\":1}", "end 3", "usage 328/52", "finish ToolCalls -",
        ], Wire.Answer(_format, Whole).Lines);

    [Fact]
    public void A_whole_answer_is_written_for_callers()
    {
        var written = Wire.Written(_format, Wire.Built(_format, Whole));
        Assert.StartsWith("""{"id":"resp_1","object":"response","created_at":1700000000,"status":"completed","background":false,"error":null,"incomplete_details":null,""", written, StringComparison.Ordinal);
        Assert.Contains("\"output\":" + Wire.Flat("""
            [{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"First.\n\nThen."}],"encrypted_content":"SIG=="},{"id":"rs_2","type":"reasoning","summary":[],"encrypted_content":"ENC=="},
            {"id":"msg_resp_1_2","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[{"type":"url_citation","url":"https://x.test","title":"X","start_index":0,"end_index":2}],"logprobs":[{"token":"Hi","logprob":-1}],"text":"Hi"}]},
            {"id":"fc_resp_1_3","type":"function_call","status":"completed","arguments":"{\"a\":1}","call_id":"call_1","name":"f"}]
            """), written, StringComparison.Ordinal);
        Assert.Contains("""
            "usage":{"input_tokens":328,"input_tokens_details":{"cached_tokens":100},"output_tokens":52,"output_tokens_details":{"reasoning_tokens":20},"total_tokens":380}
            """, written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(FinishReason.Length), "incomplete", "max_output_tokens")]
    [InlineData(nameof(FinishReason.ContentFilter), "incomplete", "content_filter")]
    [InlineData(nameof(FinishReason.Stop), "completed", null)]
    public void The_end_says_why(string name, string status, string? detail)
    {
        var reason = Enum.Parse<FinishReason>(name);
        var answer = new ChatAnswer { Id = "x", Finish = reason };
        answer.Parts.Add(new TextPart("a"));
        var written = Wire.Written(_format, answer);
        Assert.Contains($"\"status\":\"{status}\"", written, StringComparison.Ordinal);
        Assert.Contains(detail is null ? "\"incomplete_details\":null" : $"\"incomplete_details\":{{\"reason\":\"{detail}\"}}", written, StringComparison.Ordinal);
        Assert.Equal(reason, Wire.Built(_format, written).Finish);
    }

    [Fact]
    public void A_stream_is_told_piece_by_piece()
    {
        var log = Wire.Stream(_format, Events, out var reader, out var last);
        Assert.Equal(Told, log.Lines);
        Assert.Equal((EventVerdict.Hold, true), (last, reader.EndedCleanly));
    }

    [Fact]
    public void A_stream_is_written_with_every_typed_event_in_order()
    {
        var lines = Wire.Rewritten(_format, _format, Events).Split('\n');
        Assert.Equal(22, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            Assert.Contains($"\"sequence_number\":{i}", lines[i], StringComparison.Ordinal);
            // Each is the event of the golden stream, in the same place.
            Assert.Equal(TypeOf(Events.ReplaceLineEndings("\n").Split('\n')[i]), TypeOf(lines[i]));
        }

        Assert.Equal("""{"type":"response.output_item.done","sequence_number":7,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}],"encrypted_content":"SIG=="}}""", lines[7]);
        Assert.Equal("""{"type":"response.output_text.delta","sequence_number":11,"item_id":"msg_resp_2_1","output_index":1,"content_index":0,"delta":"\uD83D\uDE00it."}""", lines[11]);
        Assert.Equal("""{"type":"response.function_call_arguments.done","sequence_number":19,"item_id":"fc_resp_2_2","output_index":2,"arguments":"{\"a\":1}"}""", lines[19]);
        Assert.Contains("\"status\":\"completed\"", lines[21], StringComparison.Ordinal);
        Assert.Contains("\"call_id\":\"call_1\"", lines[21], StringComparison.Ordinal);
        Assert.Equal(Told, Wire.Stream(_format, string.Join('\n', lines), out _, out _).Lines);
    }

    [Fact]
    public void Chat_becomes_typed_events_and_goes_back()
    {
        const string Chat = """
            {"id":"c1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"a"},"finish_reason":null}]}
            {"id":"c1","model":"m","choices":[{"index":0,"delta":{"refusal":"No."},"finish_reason":null}]}
            {"id":"c1","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":"f"}}]},"finish_reason":"length"}]}
            {"id":"c1","model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}
            [DONE]
            """;
        var events = Wire.Rewritten(new OpenAiChatFormat(), _format, Chat);
        Assert.EndsWith("response.incomplete", TypeOf(events.Split('\n')[^1]), StringComparison.Ordinal);
        Assert.Equal(
            ["start resp_c1 m -", "begin 0 Text - - -", "delta 0 a", "end 0", "begin 1 Refusal - - -", "delta 1 No.", "end 1", "begin 2 ToolCall t f -", "delta 2 {}", "end 2", "usage 3/2", "finish Length -"],
            Wire.Stream(_format, events, out _, out _).Lines);
    }

    [Theory]
    [InlineData("""{"type":"error","sequence_number":1,"code":"server_error","message":"Down.","param":null}""", "fail server_error Down.")]
    [InlineData("""{"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"rate_limit_exceeded","message":"Slow."}}}""", "fail rate_limit_exceeded Slow.")]
    [InlineData("""{"error":{"message":"Down.","type":"x"}}""", "fail x Down.")]
    [InlineData("""{"a":1}""", "fail upstream_invalid_response The provider sent an event that cannot be read.")]
    [InlineData("""{"type":"response.output_te""", "fail upstream_invalid_response The provider sent an event that cannot be read.")]
    [InlineData("""{"type":"response.function_call_arguments.delta","output_index":0,"delta":"x"}""", "fail upstream_invalid_response The provider sent a piece of a tool call that has no name or has ended.")]
    [InlineData("""{"type":"response.web_search_call.searching","output_index":0}""", null)]
    [InlineData("""{"type":"keepalive"}""", null)]
    public void Events_of_other_kinds(string data, string? line) =>
        Assert.Equal(line is null ? [] : [line], Wire.Stream(_format, data, out _, out _).Lines);

    [Fact]
    public void A_call_that_comes_only_when_it_is_done_is_told_once()
    {
        const string Done = """{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"fc_1","call_id":"c","name":"f","arguments":"{}"}}""";
        var log = Wire.Stream(_format, $"{Done}\n{Done}", out _, out _);
        Assert.Equal(["start - - -", "begin 0 ToolCall c f -", "delta 0 {}", "end 0"], log.Lines);
    }

    [Fact]
    public void A_failure_ends_the_stream()
    {
        var failed = Wire.Rewritten(new OpenAiChatFormat(), _format, "{\"error\":{\"message\":\"Down.\",\"code\":\"server_down\"}}\n[DONE]");
        Assert.StartsWith("""{"type":"response.failed","sequence_number":0,"response":{"id":"resp_id-own","object":"response","created_at":1700000000,"status":"failed","background":false,"error":{"code":"server_down","message":"Down."}""", failed, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failed);
    }

    [Fact]
    public void Usage_goes_both_ways()
    {
        var usage = new TokenUsage
        {
            InputTokens = 100, CachedInputTokens = 30, CacheWriteTokens = 20, AudioInputTokens = 10, CachedAudioInputTokens = 5, ImageInputTokens = 7,
            OutputTokens = 50, ReasoningTokens = 20, AudioOutputTokens = 6, ImageOutputTokens = 4,
        };
        Assert.Equal(usage, Wire.Answer(_format, Wire.Written(_format, new ChatAnswer { Id = "a", Usage = usage })).LastUsage);
    }

    // A writer keeps the text, which the dialect says once more at the end.
    [Fact]
    public void Pieces_cost_no_memory_but_their_own() => Assert.InRange(Wire.BytesPerPiece(_format, Events.Split('\n'), 16, 18), 0, 64);

    [Fact]
    public void No_bytes_of_an_answer_make_it_throw() => Wire.Torment(Whole, x => Wire.WholeAnswer(_format, x));

    [Fact]
    public void No_bytes_of_a_unit_make_it_throw()
    {
        foreach (var line in Events.Split('\n', StringSplitOptions.TrimEntries))
        {
            Wire.Torment($"event: x\r\ndata: {line}\r\n\r\n", x => Wire.Unit(_format, x), rounds: 100);
        }
    }

    private static string TypeOf(string line) => line.Split('"')[3];
}
