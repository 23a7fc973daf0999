using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Tests.Gateway.WireFormats.OpenAiChat;

public sealed class OpenAiChatAnswerTests
{
    // Of the API reference, with what DeepSeek and OpenRouter add.
    private const string Whole = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1741569952,"model":"gpt-5.4","choices":[{"index":0,"message":{"role":"assistant","content":"Hello!",
        "reasoning_content":"Let me see.","refusal":null,"annotations":[{"type":"url_citation","url_citation":{"url":"https://x.test","title":"X","start_index":0,"end_index":5}}],
        "tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]},
        "logprobs":{"content":[{"token":"Hello","logprob":-0.1,"bytes":[72],"top_logprobs":[]}],"refusal":null},"finish_reason":"tool_calls"}],
        "usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":128,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},
        "service_tier":"default"}
        """;

    private const string Tools = """
        {"id":"chatcmpl-2","object":"chat.completion.chunk","created":1,"model":"gpt-5.4","service_tier":"default","choices":[{"index":0,"delta":{"role":"assistant","content":null},"logprobs":null,"finish_reason":null}],"usage":null}
        {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"reasoning_content":"Hm"},"finish_reason":null}],"usage":null}
        {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"content":"On \ud83d"},"finish_reason":null}],"usage":null}
        {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"content":"\ude00it."},"finish_reason":null}],"usage":null}
        {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null}]}
        {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]},"finish_reason":null}]}
        {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"ty\":1}"}}]},"finish_reason":null}]}
        {"id":"chatcmpl-2","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"time","arguments":""}}]},"finish_reason":null}]}
        {"id":"chatcmpl-2","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}
        {"id":"chatcmpl-2","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
        [DONE]
        """;

    private readonly OpenAiChatFormat _format = new();

    [Fact]
    public void A_whole_answer_is_told_in_the_order_in_which_it_was_made() => Assert.Equal(
        [
            "start chatcmpl-1 gpt-5.4 default", "usage 2006/300", "begin 0 Thinking - - -", "delta 0 Let me see.", "end 0", "begin 1 Text - - -", "delta 1 Hello!",
            "cite 1 " + new Citation(null, "X", "https://x.test", null, 0, 5), "end 1", "begin 2 ToolCall call_1 f -", "delta 2 {\"a\":1}", "end 2",
            "begin 3 ToolCall call_2 g -", "delta 3 {}", "logprobs [{\"token\":\"Hello\",\"logprob\":-0.1,\"bytes\":[72],\"top_logprobs\":[]}]", "end 3", "finish ToolCalls -",
        ], Wire.Answer(_format, Whole).Lines);

    [Fact]
    public void A_whole_answer_is_written_as_it_was()
    {
        var written = Wire.Written(_format, Wire.Built(_format, Whole));
        Assert.Equal(Wire.Flat("""
            {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-5.4","choices":[{"index":0,"message":{"role":"assistant","content":"Hello!","refusal":null,
            "annotations":[{"type":"url_citation","url_citation":{"url":"https://x.test","title":"X","start_index":0,"end_index":5}}],"reasoning_content":"Let me see.",
            "tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]},
            "logprobs":{"content":[{"token":"Hello","logprob":-0.1,"bytes":[72],"top_logprobs":[]}],"refusal":null},"finish_reason":"tool_calls"}],
            "usage":{"prompt_tokens":2006,"completion_tokens":300,"total_tokens":2306,"prompt_tokens_details":{"cached_tokens":1920,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":128,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},
            "service_tier":"default"}
            """), written);
        Assert.Equal(Wire.Answer(_format, Whole).Lines, Wire.Answer(_format, written).Lines);
    }

    [Fact]
    public void Signed_and_redacted_thoughts_survive_for_callers()
    {
        var answer = new ChatAnswer { Id = "a", Finish = FinishReason.Refusal };
        answer.Parts.Add(new ThinkingPart("t") { Signature = "S==" });
        answer.Parts.Add(new RedactedThinkingPart("R=="));
        answer.Parts.Add(new RefusalPart("No."));
        Assert.Equal(
            ["start a m-asked -", "begin 0 Thinking - - -", "delta 0 t", "sign 0 S==", "end 0", "begin 1 RedactedThinking - - R==", "end 1", "begin 2 Refusal - - -", "delta 2 No.", "end 2", "finish Refusal -"],
            Wire.Answer(_format, Wire.Written(_format, answer)).Lines);
    }

    [Fact]
    public void A_stream_is_told_piece_by_piece()
    {
        var log = Wire.Stream(_format, Tools, out var reader, out var last);
        Assert.Equal(
            [
                "start chatcmpl-2 gpt-5.4 default", "begin 0 Thinking - - -", "delta 0 Hm", "end 0", "begin 1 Text - - -", "delta 1 On ", "delta 1 😀it.", "end 1",
                "begin 2 ToolCall call_1 weather -", "delta 2 {\"ci", "delta 2 ty\":1}", "end 2", "begin 3 ToolCall call_2 time -", "end 3", "finish ToolCalls -", "usage 10/5",
            ], log.Lines);
        Assert.Equal(EventVerdict.Hold, last);
        Assert.True(reader.EndedCleanly);
    }

    [Fact]
    public void A_stream_is_written_chunk_by_chunk()
    {
        const string Head = """{"id":"chatcmpl-2","object":"chat.completion.chunk","created":1700000000,"model":"gpt-5.4","service_tier":"default","choices":[""";
        const string Tail = ""","logprobs":null,"finish_reason":null}]}""";
        string Chunk(string delta) => $$"""{{Head}}{"index":0,"delta":{{delta}}{{Tail}}""";
        Assert.Equal(
            [
                Chunk("""{"role":"assistant","content":""}"""),
                Chunk("""{"reasoning_content":"Hm","reasoning_details":[{"type":"reasoning.text","text":"Hm","index":0}]}"""),
                Chunk("""{"content":"On "}"""),
                Chunk("""{"content":"\uD83D\uDE00it."}"""),
                Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]}"""),
                Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}"""),
                Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"ty\":1}"}}]}"""),
                Chunk("""{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"time","arguments":""}}]}"""),
                Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":"{}"}}]}"""),
                Head + """{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}]}""",
                "[DONE]",
            ], Wire.Rewritten(_format, _format, Tools, includeUsage: false).Split('\n'));
        Assert.Contains(
            "\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,\"prompt_tokens_details\":{\"cached_tokens\":0", Wire.Rewritten(_format, _format, Tools), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_of_a_stream_is_read_the_same()
    {
        const string Events = """
            {"id":"g","model":"m","choices":[{"index":0,"delta":{"role":"assistant","reasoning":"a","reasoning_details":[{"type":"reasoning.text","text":"a","id":"rs_9","index":0}]}}]}
            {"id":"g","choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","signature":"S==","text":"","index":0}]}}]}
            {"id":"g","choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.encrypted","data":"E==","index":1}]}}]}
            {"id":"g","choices":[{"index":0,"delta":{"content":"b","annotations":[{"type":"url_citation","url_citation":{"url":"https://x.test","title":"X","start_index":0,"end_index":1}}]}}]}
            {"id":"g","choices":[{"index":0,"delta":{"images":[{"type":"image_url","image_url":{"url":"data:image/webp;base64,AAAA"}}]}}]}
            {"id":"g","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"T=="}}}]},"finish_reason":"stop"}]}
            [DONE]
            """;
        var log = Wire.Stream(_format, Events, out _, out _);
        Assert.Contains("begin 0 Thinking rs_9 - -", log.Lines);
        Assert.Contains("sign 0 S==", log.Lines);
        Assert.Contains("begin 1 RedactedThinking - - E==", log.Lines);
        Assert.Contains("sign 4 T==", log.Lines);
        Assert.Equal("finish ToolCalls -", log.Lines[^1]);
        Assert.Equal(log.Lines, Wire.Stream(_format, Wire.Rewritten(_format, _format, Events), out _, out _).Lines);
    }

    [Fact]
    public void Azures_first_chunk_begins_nothing_and_an_end_without_done_is_one()
    {
        var log = Wire.Stream(_format, """
            {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[]}
            {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"x"}}],"model":"gpt-x","id":"chatcmpl-3"}
            {"choices":[{"index":0,"delta":{},"finish_reason":"length"}],"model":"gpt-x","id":"chatcmpl-3"}
            """, out var reader, out var last);
        Assert.Equal(["start chatcmpl-3 gpt-x -", "begin 0 Text - - -", "delta 0 x", "end 0", "finish Length -"], log.Lines);
        Assert.Equal((EventVerdict.Forward, true), (last, reader.EndedCleanly));
    }

    [Fact]
    public void Calls_that_a_vendor_numbers_alike_are_told_apart_by_their_ids()
    {
        var log = Wire.Stream(_format, """
            {"id":"x","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}}]}
            {"id":"x","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"b","function":{"name":"f","arguments":"{}"}}]}}]}
            """, out _, out _);
        Assert.Equal(["begin 0 ToolCall a f -", "delta 0 {}", "end 0", "begin 1 ToolCall b f -", "delta 1 {}"], log.Lines[1..]);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"Down.\",\"code\":\"server_down\"}}\n\n", "fail server_down Down.")]
    [InlineData("event: error\ndata: {\"message\":\"Down.\",\"type\":\"x_error\"}\n\n", "fail x_error Down.")]
    [InlineData("data: {\"id\":\"a\",\"choices\":[{\"delta\"\n\n", "fail upstream_invalid_response The provider sent an event that cannot be read.")]
    [InlineData("data: 5\n\n", "fail upstream_invalid_response The provider sent an event that cannot be read.")]
    [InlineData(": ping\r\n\r\n", null)]
    [InlineData("data: {\"id\":\"a\",\r\ndata: \"model\":\"m\",\"choices\":[{\"delta\":{}}]}\r\n\r\n", "start a m -")]
    public void Units_of_other_kinds(string unit, string? line)
    {
        var log = new SinkLog();
        Assert.Equal(EventVerdict.Forward, _format.NewStreamReader().Read(Encoding.UTF8.GetBytes(unit), log));
        Assert.Equal(line is null ? [] : [line], log.Lines);
    }

    [Fact]
    public void A_failure_is_the_dialects_error_event_and_no_end_follows() => Assert.Equal(
        """{"error":{"message":"Down.","type":"server_error","param":null,"code":"server_down"}}""",
        Wire.Rewritten(_format, _format, "{\"error\":{\"message\":\"Down.\",\"code\":\"server_down\"}}\n[DONE]"));

    [Fact]
    public void Usage_goes_both_ways()
    {
        var usage = new TokenUsage
        {
            InputTokens = 100, CachedInputTokens = 30, CacheWriteTokens = 20, AudioInputTokens = 10, CachedAudioInputTokens = 5, ImageInputTokens = 7,
            OutputTokens = 50, ReasoningTokens = 20, AudioOutputTokens = 6, ImageOutputTokens = 4,
        };
        Assert.True(usage.IsPlausible);
        var answer = new ChatAnswer { Id = "a", Usage = usage };
        Assert.Equal(usage, Wire.Answer(_format, Wire.Written(_format, answer)).LastUsage);
    }

    [Fact]
    public void DeepSeeks_usage_counts_its_hits()
    {
        var usage = Wire.Answer(_format, """
            {"id":"d","model":"deepseek-chat","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":16,"completion_tokens":10,"total_tokens":26,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":12}}
            """).LastUsage;
        Assert.Equal(new TokenUsage { InputTokens = 16, CachedInputTokens = 4, OutputTokens = 10 }, usage);
    }

    [Fact]
    public void Mistrals_content_in_parts_is_read() => Assert.Equal(
        ["start m1 magistral -", "begin 0 Thinking - - -", "delta 0 Hm.", "end 0", "begin 1 Text - - -", "delta 1 Yes", "end 1", "finish Stop -"],
        Wire.Answer(_format, """{"id":"m1","model":"magistral","choices":[{"index":0,"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},{"type":"text","text":"Yes"}]},"finish_reason":"stop"}]}""").Lines);

    [Theory]
    [InlineData("""{"error":{"message":"No.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", "invalid_api_key", "No.")]
    [InlineData("""{"error":{"message":"No.","type":"rate_limit_error","code":429}}""", "rate_limit_error", "No.")]
    [InlineData("""{"error":"No."}""", null, "No.")]
    [InlineData("""{"message":"No."}""", null, "No.")]
    public void Errors_of_providers_are_read(string body, string? code, string message)
    {
        Assert.True(_format.TryReadError(Encoding.UTF8.GetBytes(body), out var readCode, out var readMessage));
        Assert.Equal((code, message), (readCode, readMessage));
    }

    [Fact]
    public void An_error_has_OpenAIs_shape()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        _format.WriteError(new RefusalText(429, "rate_limit_exceeded", "Slow down.", "model"), "r1", output);
        Assert.Equal("""{"error":{"message":"Slow down.","type":"rate_limit_error","param":"model","code":"rate_limit_exceeded"}}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Pieces_cost_no_memory() => Assert.InRange(Wire.BytesPerPiece(_format, Tools.Split('\n'), 4, 6), 0, 8);

    [Fact]
    public void No_bytes_of_an_answer_make_it_throw() => Wire.Torment(Whole, x => Wire.WholeAnswer(_format, x));

    [Fact]
    public void No_bytes_of_a_unit_make_it_throw()
    {
        foreach (var line in Tools.Split('\n', StringSplitOptions.TrimEntries))
        {
            Wire.Torment($"data: {line}\n\n", x => Wire.Unit(_format, x), rounds: 150);
        }

        Wire.Torment($"data: {Wire.Flat(Whole).Replace("\"message\"", "\"delta\"", StringComparison.Ordinal)}\n\n", x => Wire.Unit(_format, x));
    }
}
