using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.CohereChat;

namespace Bifrost.Tests.Gateway.WireFormats.CohereChat;

public sealed class CohereAnswerTests
{
    private const string Whole = """
        {"id":"c-1","finish_reason":"TOOL_CALL","message":{"role":"assistant","content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"gym memberships"}],"tool_plan":"I will look.",
         "citations":[{"start":0,"end":3,"text":"gym","sources":[{"type":"document","id":"doc:1","document":{"id":"doc:1","title":"Benefits","url":"https://e.com","text":"x"}}],"content_index":1,"type":"TEXT_CONTENT"}],
         "tool_calls":[{"id":"look_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"x\"}"}}]},
         "logprobs":[{"token_ids":[1],"text":"gym","logprobs":[-0.5]}],
         "usage":{"billed_units":{"input_tokens":17,"output_tokens":12.0},"tokens":{"input_tokens":215,"output_tokens":12},"cached_tokens":200}}
        """;

    private const string Written =
        """
        event: message-start
        data: {"type":"message-start","id":"r","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}

        event: content-start
        data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}

        event: content-delta
        data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"Hm"}}}}

        event: content-end
        data: {"type":"content-end","index":0}

        event: content-start
        data: {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":""}}}}

        event: content-delta
        data: {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"Hé"}}}}

        event: citation-start
        data: {"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":2,"text":"Hé","sources":[{"type":"document","id":"doc:0","document":{"id":"doc:0","title":"T"}}],"content_index":1,"type":"TEXT_CONTENT"}}}}

        event: citation-end
        data: {"type":"citation-end","index":0}

        event: content-end
        data: {"type":"content-end","index":1}

        event: tool-call-start
        data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c","type":"function","function":{"name":"f","arguments":""}}}}}

        event: tool-call-delta
        data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"a\":"}}}}}

        event: tool-call-delta
        data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"1}"}}}}}

        event: tool-call-end
        data: {"type":"tool-call-end","index":0}

        event: tool-call-start
        data: {"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"d","type":"function","function":{"name":"g","arguments":""}}}}}

        event: tool-call-delta
        data: {"type":"tool-call-delta","index":1,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}

        event: tool-call-end
        data: {"type":"tool-call-end","index":1}

        event: message-end
        data: {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":3,"output_tokens":4},"tokens":{"input_tokens":3,"output_tokens":4}}}}


        """;

    private static readonly DialectProbe Probe = new(new CohereChatFormat());

    [Fact]
    public void A_whole_answer_is_told_and_what_is_billed_counts()
    {
        var (lines, log) = Probe.ReadAnswer(Whole);
        Assert.Equal(
            [
                "start c-1 - -", "begin 0 Thinking - - -", "delta 0 Hm.", "end 0", "begin 1 Text - - -", "delta 1 gym memberships", "end 1",
                "begin 2 Text - - -", "delta 2 I will look.", "end 2",
                "cite 1 Citation { Text = gym, Title = Benefits, Url = https://e.com, Source = 1, Start = 0, End = 3, PageStart = , PageEnd =  }",
                "begin 3 ToolCall look_1 look -", "delta 3 {\"at\":\"x\"}", "end 3",
                "logprobs [{\"token\":\"gym\",\"logprob\":-0.5,\"bytes\":[103,121,109],\"top_logprobs\":[]}]", "usage 17/12", "finish ToolCalls -",
            ],
            lines);
        Assert.Equal(new TokenUsage { InputTokens = 17, CachedInputTokens = 17, OutputTokens = 12 }, log.LastUsage);
    }

    [Fact]
    public void A_whole_answer_is_written_and_read_again()
    {
        var answer = Probe.Answer(Whole);
        var json = Probe.WriteAnswer(answer);
        Assert.Equal(
            """{"id":"c-1","finish_reason":"TOOL_CALL","message":{"role":"assistant","content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"gym memberships"},{"type":"text","text":"I will look."}],"citations":[{"start":0,"end":3,"text":"gym","sources":[{"type":"document","id":"doc:1","document":{"id":"doc:1","title":"Benefits","url":"https://e.com"}}],"content_index":1,"type":"TEXT_CONTENT"}],"tool_calls":[{"id":"look_1","type":"function","function":{"name":"look","arguments":"{\"at\":\"x\"}"}}]},"logprobs":[{"token_ids":[],"text":"gym","logprobs":[-0.5]}],"usage":{"billed_units":{"input_tokens":17,"output_tokens":12},"tokens":{"input_tokens":17,"output_tokens":12},"cached_tokens":17}}""",
            json);
        Assert.Equal(answer.Usage, Probe.Answer(json).Usage);
        Assert.Equal(json, Probe.WriteAnswer(Probe.Answer(json)));
    }

    [Fact]
    public void A_stream_of_text_is_told()
    {
        var (lines, clean) = Probe.Stream(
            ": ping\n\n",
            "event: message-start\ndata: {\"type\":\"message-start\",\"id\":\"m-1\",\"delta\":{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\",\"tool_calls\":[],\"citations\":[]}}}\n\n",
            "event: content-start\r\ndata: {\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"thinking\",\"thinking\":\"\"}}}}\r\n\r\n",
            "data: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"thinking\":\"Hm\"}}}}\n\n",
            "data: {\"type\":\"content-end\",\"index\":0}\n\n",
            "data: {\"type\":\"content-start\",\"index\":1,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}\n\n",
            "data: {\"delta\":{\"message\":{\"content\":{\"text\":\"a\\ud83d\"}}},\n\ndata: \"index\":1,\"type\":\"content-delta\"}\n\n".Replace("\n\ndata", "\ndata", StringComparison.Ordinal),
            "data: {\"type\":\"content-delta\",\"index\":1,\"delta\":{\"message\":{\"content\":{\"text\":\"\\ude00b\"}}},\"logprobs\":{\"text\":\"b\",\"token_ids\":[1],\"logprobs\":[-1]}}\n\n",
            "data: {\"type\":\"citation-start\",\"index\":0,\"delta\":{\"message\":{\"citations\":{\"start\":0,\"end\":1,\"text\":\"a\",\"sources\":[{\"type\":\"document\",\"id\":\"doc:0\"}]}}}}\n\n",
            "data: {\"type\":\"citation-end\",\"index\":0}\n\n",
            "data: {\"type\":\"content-end\",\"index\":1}\n\n",
            "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"billed_units\":{\"input_tokens\":3,\"output_tokens\":4},\"tokens\":{\"input_tokens\":9,\"output_tokens\":4}}}}\n\n");
        Assert.Equal(
            [
                "start m-1 - -", "begin 0 Thinking - - -", "delta 0 Hm", "end 0", "begin 1 Text - - -", "delta 1 a", "delta 1 😀b",
                "logprobs [{\"token\":\"b\",\"logprob\":-1,\"bytes\":[98],\"top_logprobs\":[]}]",
                "cite 1 Citation { Text = a, Title = , Url = , Source = 0, Start = 0, End = 1, PageStart = , PageEnd =  }", "end 1", "usage 3/4", "finish Stop -",
            ],
            lines);
        Assert.True(clean);
    }

    [Fact]
    public void A_stream_of_calls_is_told_as_fragments()
    {
        var (lines, _) = Probe.Stream(
            "data: {\"type\":\"message-start\",\"id\":\"m-1\"}\n\n",
            "data: {\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"I\"}}}\n\n",
            "data: {\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\" will\"}}}\n\n",
            "data: {\"type\":\"tool-call-start\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"w_1\",\"type\":\"function\",\"function\":{\"name\":\"w\",\"arguments\":\"\"}}}}}\n\n",
            "data: {\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\"{\\n \\\"\"}}}}}\n\n",
            "data: {\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\"a\\\":1}\"}}}}}\n\n",
            "data: {\"type\":\"tool-call-end\",\"index\":0}\n\n",
            "data: {\"type\":\"tool-call-start\",\"index\":1,\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"w_2\",\"type\":\"function\",\"function\":{\"name\":\"v\",\"arguments\":\"\"}}}}}\n\n",
            "data: {\"type\":\"tool-call-end\",\"index\":1}\n\n",
            "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TOOL_CALL\",\"usage\":{\"tokens\":{\"input_tokens\":9,\"output_tokens\":4}}}}\n\n");
        Assert.Equal(
            [
                "start m-1 - -", "begin 0 Text - - -", "delta 0 I", "delta 0  will", "end 0", "begin 1 ToolCall w_1 w -", "delta 1 {\n \"", "delta 1 a\":1}", "end 1",
                "begin 2 ToolCall w_2 v -", "end 2", "usage 9/4", "finish ToolCalls -",
            ],
            lines);
    }

    [Fact]
    public void Failures_are_told()
    {
        var (lines, clean) = Probe.Stream("data: {\"type\":\"message-start\",\"id\":\"m\"}\n\n", "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"Broke.\"}}\n\n");
        Assert.Equal(["start m - -", "fail ERROR Broke."], lines);
        Assert.False(clean);
        Assert.Equal(["fail - internal server error"], Probe.Stream("data: {\"message\":\"internal server error\"}\n\n").Lines);
        Assert.Equal(["fail upstream_invalid_response The provider sent an event that is no JSON object."], Probe.Stream("data: {\"type\n\n", "data: {\"type\":\"message-start\"}\n\n").Lines);
    }

    [Fact]
    public void A_stream_is_written_piece_by_piece()
    {
        var text = Probe.Written(x =>
        {
            x.Start("r", "m", null);
            x.BeginPart(new AnswerPart(0, AnswerPartKind.Thinking));
            x.Delta(0, "Hm"u8);
            x.Sign(0, "sig");
            x.EndPart(0);
            x.BeginPart(new AnswerPart(1, AnswerPartKind.Text));
            x.Delta(1, "Hé"u8);
            x.Cite(1, new Citation("Hé", "T", Source: 0, Start: 0, End: 2));
            x.EndPart(1);
            x.BeginPart(new AnswerPart(2, AnswerPartKind.ToolCall) { Id = "c", Name = "f" });
            x.Delta(2, "{\"a\":"u8);
            x.Delta(2, "1}"u8);
            x.EndPart(2);
            x.BeginPart(new AnswerPart(3, AnswerPartKind.ToolCall) { Id = "d", Name = "g" });
            x.EndPart(3);
            x.Finish(FinishReason.ToolCalls, null);
            x.Usage(new TokenUsage { InputTokens = 3, OutputTokens = 4 });
            x.Complete();
            x.Complete();
        });
        Assert.Equal(
            Written,
            text);
        var lines = Probe.Stream([.. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)]).Lines;
        Assert.Equal(["usage 3/4", "finish ToolCalls -"], lines[^2..]);
        Assert.Contains("delta 2 {\"a\":", lines);
    }

    [Fact]
    public void A_failure_ends_the_stream_as_cohere_s_do()
    {
        var text = Probe.Written(x =>
        {
            x.Start("r", "m", null);
            x.Fail("overloaded", "Too much.");
            x.Complete();
        });
        Assert.EndsWith("event: message-end\ndata: {\"type\":\"message-end\",\"delta\":{\"error\":\"Too much.\",\"finish_reason\":\"ERROR\"}}\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_cohere_s()
    {
        var output = new ArrayBufferWriter<byte>();
        new CohereChatFormat().WriteError(new RefusalText(429, "rate_limit_exceeded", "Slow."), "req-1", output);
        Assert.Equal("""{"id":"req-1","message":"Slow."}""", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.True(new CohereChatFormat().TryReadError("""{"message":"invalid api token"}"""u8, out var code, out var message));
        Assert.Equal((null, "invalid api token"), (code, message));
        Assert.False(new CohereChatFormat().TryReadError("[]"u8, out _, out _));
        Assert.False(new CohereChatFormat().TryReadAnswer("{}"u8, new SinkLog()));
    }

    [Theory]
    [InlineData("COMPLETE", "finish Stop -")]
    [InlineData("STOP_SEQUENCE", "finish StopSequence -")]
    [InlineData("MAX_TOKENS", "finish Length -")]
    [InlineData("TIMEOUT", "fail TIMEOUT The provider could not finish its answer.")]
    public void Reasons_are_told(string reason, string expected) =>
        Assert.Equal(expected, Probe.ReadAnswer($$$"""{"finish_reason":"{{{reason}}}","message":{"content":"a"}}""").Lines[^1]);

    [Fact]
    public void Mangled_answers_throw_nothing()
    {
        Probe.Mangle(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(Whole)));
        Probe.Mangle("data: {\"type\":\"content-delta\",\"index\":1,\"delta\":{\"message\":{\"content\":{\"text\":\"\\ud83d\\ude00b\"}}},\"logprobs\":{\"text\":\"b\",\"token_ids\":[1],\"logprobs\":[-1]}}\n\n");
        Probe.Mangle("data: {\"type\":\"tool-call-start\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"w_1\",\"type\":\"function\",\"function\":{\"name\":\"w\",\"arguments\":\"\"}}}}}\n\n");
        Probe.Mangle("data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"billed_units\":{\"input_tokens\":3,\"output_tokens\":4}}}}\n\n");
    }
}
