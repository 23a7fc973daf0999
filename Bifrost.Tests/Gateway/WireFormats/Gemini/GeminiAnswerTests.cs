using System.Buffers;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.Gemini;

namespace Bifrost.Tests.Gateway.WireFormats.Gemini;

public sealed class GeminiAnswerTests
{
    private const string Whole = """
        {"candidates":[{"content":{"parts":[{"text":"Hm.","thought":true},{"text":"Hi ","thoughtSignature":"c2ln"},{"functionCall":{"name":"f","args":{"a":"\u00e9"}},"thoughtSignature":"czI="}],"role":"model"},
         "finishReason":"STOP","index":0,"logprobsResult":{"topCandidates":[{"candidates":[{"token":"Hi","logProbability":-0.1},{"token":"Ho","logProbability":-2}]}],"chosenCandidates":[{"token":"Hi","logProbability":-0.1}]}}],
         "usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":10,"thoughtsTokenCount":5,"toolUsePromptTokenCount":7,"totalTokenCount":122,
          "promptTokensDetails":[{"modality":"TEXT","tokenCount":50},{"modality":"AUDIO","tokenCount":30},{"modality":"IMAGE","tokenCount":20}],
          "cacheTokensDetails":[{"modality":"TEXT","tokenCount":40},{"modality":"AUDIO","tokenCount":20}]},
         "modelVersion":"gemini-2.5-flash","responseId":"r-1"}
        """;

    private static readonly DialectProbe Probe = new(new GeminiFormat());

    [Fact]
    public void A_whole_answer_is_told()
    {
        var (lines, log) = Probe.ReadAnswer(Whole);
        Assert.Equal(
            [
                "start r-1 gemini-2.5-flash -", "begin 0 Thinking - - -", "delta 0 Hm.", "end 0", "begin 1 Text - - -", "delta 1 Hi ", "end 1",
                "begin 2 Thinking - - -", "sign 2 c2ln", "end 2", "begin 3 ToolCall call_r-1_3 f -", "delta 3 {\"a\":\"\\u00e9\"}", "sign 3 czI=", "end 3",
                "logprobs [{\"token\":\"Hi\",\"logprob\":-0.1,\"bytes\":[72,105],\"top_logprobs\":[{\"token\":\"Hi\",\"logprob\":-0.1,\"bytes\":[72,105]},{\"token\":\"Ho\",\"logprob\":-2,\"bytes\":[72,111]}]}]",
                "usage 107/15", "finish ToolCalls -",
            ],
            lines);
        Assert.Equal(
            new TokenUsage
            {
                InputTokens = 107, CachedInputTokens = 60, AudioInputTokens = 30, CachedAudioInputTokens = 20, ImageInputTokens = 20, OutputTokens = 15, ReasoningTokens = 5,
            },
            log.LastUsage);
        Assert.True(log.LastUsage!.Value.IsPlausible);
    }

    [Fact]
    public void Usage_is_written_as_it_is_read()
    {
        var usage = new TokenUsage
        {
            InputTokens = 100, CachedInputTokens = 60, AudioInputTokens = 30, CachedAudioInputTokens = 20, ImageInputTokens = 20,
            OutputTokens = 50, ReasoningTokens = 5, AudioOutputTokens = 7, ImageOutputTokens = 9,
        };
        var json = Probe.WriteAnswer(new ChatAnswer { Usage = usage });
        Assert.Contains("\"candidatesTokenCount\":45,\"thoughtsTokenCount\":5,\"totalTokenCount\":150", json, StringComparison.Ordinal);
        Assert.Equal(usage, Probe.Answer(json).Usage);
    }

    [Fact]
    public void Cached_audio_that_is_not_told_apart_stays_plausible()
    {
        var usage = Probe.Answer("""{"candidates":[],"usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":8,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":9}]}}""").Usage!.Value;
        Assert.True(usage.IsPlausible);
        Assert.Equal(7, usage.CachedAudioInputTokens);
    }

    [Fact]
    public void A_stream_is_told_event_by_event()
    {
        var (lines, clean) = Probe.Stream(
            ": hello\n\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Th\",\"thought\":true}],\"role\":\"model\"},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":4},\"modelVersion\":\"m\",\"responseId\":\"r\"}\r\n\r\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"ink\",\"thought\":true}]},\"index\":0}]}\r\n\r\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\\ud83d\"}]}}]}\n\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[\ndata: {\"text\":\"\\ude00b\"}]}}]}\n\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"id\":\"x\",\"name\":\"f\"}},{\"functionCall\":{\"name\":\"g\",\"args\":{}}}]}}]}\n\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":4,\"candidatesTokenCount\":9}}\n\n");
        Assert.Equal(
            [
                "start r m -", "begin 0 Thinking - - -", "delta 0 Th", "usage 4/0", "delta 0 ink", "end 0", "begin 1 Text - - -", "delta 1 a", "delta 1 😀b", "end 1",
                "begin 2 ToolCall x f -", "end 2", "begin 3 ToolCall call_r_3 g -", "delta 3 {}", "end 3", "usage 4/9", "finish ToolCalls -",
            ],
            lines);
        Assert.True(clean);
    }

    [Theory]
    [InlineData("MAX_TOKENS", "Length")]
    [InlineData("SAFETY", "ContentFilter")]
    [InlineData("RECITATION", "ContentFilter")]
    [InlineData("MALFORMED_FUNCTION_CALL", "Other")]
    [InlineData("STOP", "Stop")]
    public void Reasons_are_told(string reason, string expected) =>
        Assert.Contains($"finish {expected} -", Probe.Stream($$"""data: {"candidates":[{"finishReason":"{{reason}}"}]}""" + "\n\n").Lines);

    [Fact]
    public void A_blocked_prompt_a_broken_event_and_google_s_errors_are_told()
    {
        Assert.Equal((["start - - -", "usage 5/0", "finish ContentFilter -"], true), Probe.Stream("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":5}}\n\n"), Same);
        Assert.Equal((["fail RESOURCE_EXHAUSTED Quota."], false), Probe.Stream("data: {\"error\":{\"code\":429,\"message\":\"Quota.\",\"status\":\"RESOURCE_EXHAUSTED\"}}\n\n"), Same);
        Assert.Equal((["fail upstream_invalid_response The provider sent an event that is no JSON object."], false), Probe.Stream("data: {\"candidates\n\n", "data: {}\n\n"), Same);
        Assert.False(Probe.Stream("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n").Clean);
    }

    [Fact]
    public void Foreign_signatures_come_back_byte_for_byte()
    {
        var answer = new ChatAnswer { Id = "r", Model = "m", Finish = FinishReason.ToolCalls, Usage = new TokenUsage { InputTokens = 3, OutputTokens = 2 } };
        answer.Parts.Add(new ThinkingPart("t") { Signature = "Eq+/=" });
        answer.Parts.Add(new RedactedThinkingPart("cipher"));
        answer.Parts.Add(new TextPart("x"));
        answer.Parts.Add(new ToolCallPart("c1", "f", "{\"a\":1}"));
        answer.Parts.Add(new ImagePart(MediaSource.OfData("aGk=", "image/png")));
        var json = Probe.WriteAnswer(answer);
        Assert.Equal(
            """{"candidates":[{"content":{"parts":[{"text":"t","thought":true,"thoughtSignature":"Ymlmcm9zdC9zOkVxKy89"},{"text":"","thought":true,"thoughtSignature":"Ymlmcm9zdC9yOmNpcGhlcg=="},"""
            + """{"text":"x"},{"functionCall":{"id":"c1","name":"f","args":{"a":1}}},{"inlineData":{"mimeType":"image/png","data":"aGk="}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5},"modelVersion":"m","responseId":"r"}""",
            json);
        var read = Probe.Answer(json);
        Assert.Equal("Eq+/=", Assert.IsType<ThinkingPart>(read.Parts[0]).Signature);
        Assert.Equal("cipher", Assert.IsType<RedactedThinkingPart>(read.Parts[1]).Data);

        // Google's SDKs may send the bytes back in the URL's alphabet and without padding.
        Assert.Contains("  redacted cipher", Probe.Lines("""{"contents":[{"role":"model","parts":[{"text":"","thoughtSignature":"Ymlmcm9zdC9yOmNpcGhlcg"}]}]}"""));
    }

    [Fact]
    public void Arguments_that_are_no_object_end_as_google_says_it()
    {
        var answer = new ChatAnswer { Finish = FinishReason.ToolCalls };
        answer.Parts.Add(new ToolCallPart("c1", "f", "{\"a"));
        Assert.Contains("\"finishReason\":\"MALFORMED_FUNCTION_CALL\"", Probe.WriteAnswer(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_is_written_piece_by_piece_and_calls_whole()
    {
        var text = Probe.Written(Tell);
        Assert.Equal(
            """
            data: {"candidates":[{"content":{"parts":[{"text":"Hm","thought":true}],"role":"model"},"index":0}],"modelVersion":"m","responseId":"r"}

            data: {"candidates":[{"content":{"parts":[{"text":"Hé"}],"role":"model"},"index":0}],"modelVersion":"m","responseId":"r"}

            data: {"candidates":[{"content":{"parts":[{"functionCall":{"id":"c","name":"f","args":{"a":1}}}],"role":"model"},"index":0}],"modelVersion":"m","responseId":"r"}

            data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":7},"modelVersion":"m","responseId":"r"}


            """,
            text.ReplaceLineEndings("\n"));

        var lines = Probe.Stream(text.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries)).Lines;
        Assert.Equal("finish ToolCalls -", lines[^1]);
        Assert.Contains("delta 2 {\"a\":1}", lines);
    }

    [Fact]
    public void Without_sse_the_same_answers_are_one_array()
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new GeminiArrayWriter(new AnswerFrame("r", "m", 0), output);
        Tell(writer);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.Contains("}\n,\n{", text, StringComparison.Ordinal);
        Assert.Equal(4, JsonDocument.Parse(text).RootElement.GetArrayLength());

        var passed = new ArrayBufferWriter<byte>();
        using var passing = new GeminiArrayWriter(new AnswerFrame("r", "m", 0), passed);
        passing.Pass(": ping\n\n"u8);
        passing.Pass("data: {\"a\":1}\r\n\r\n"u8);
        passing.Pass("data: {\"b\":2}\n\n"u8);
        passing.Close();
        Assert.Equal("[{\"a\":1}\n,\n{\"b\":2}]", Encoding.UTF8.GetString(passed.WrittenSpan));

        var failed = new ArrayBufferWriter<byte>();
        using var failing = new GeminiArrayWriter(new AnswerFrame("r", "m", 0), failed);
        failing.Fail("overloaded", "Too much.");
        failing.Complete();
        Assert.Equal("""[{"error":{"code":503,"message":"Too much.","status":"UNAVAILABLE"}}]""", Encoding.UTF8.GetString(failed.WrittenSpan));
    }

    [Fact]
    public void A_failure_is_google_s_error_and_nothing_follows()
    {
        var text = Probe.Written(x =>
        {
            x.Start("r", "m", null);
            x.Fail("RESOURCE_EXHAUSTED", "Quota.");
            x.Complete();
        });
        Assert.Equal("data: {\"error\":{\"code\":429,\"message\":\"Quota.\",\"status\":\"RESOURCE_EXHAUSTED\"}}\r\n\r\n", text);
    }

    [Fact]
    public void Errors_are_google_s()
    {
        var output = new ArrayBufferWriter<byte>();
        new GeminiFormat().WriteError(new RefusalText(429, "rate_limit_exceeded", "Slow.", RetryAfter: TimeSpan.FromSeconds(2.5)), "req-1", output);
        Assert.Equal(
            """{"error":{"code":429,"message":"Slow.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED","domain":"bifrost"},"""
            + """{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"3s"},{"@type":"type.googleapis.com/google.rpc.RequestInfo","requestId":"req-1"}]}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.True(new GeminiFormat().TryReadError("""[{"error":{"code":404,"message":"No.","status":"NOT_FOUND"}}]"""u8, out var code, out var message));
        Assert.Equal(("NOT_FOUND", "No."), (code, message));
        Assert.False(new GeminiFormat().TryReadError("{}"u8, out _, out _));
        Assert.False(new GeminiFormat().TryReadAnswer("{\"choices\":[]}"u8, new SinkLog()));
    }

    [Fact]
    public void Mangled_answers_throw_nothing()
    {
        Probe.Mangle(JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(Whole)));
        Probe.Mangle("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\\ud83d\\ude00\"},{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"aGk=\"}}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":4}}\n\n");
        Probe.Mangle("data: {\"error\":{\"code\":429,\"message\":\"Quota.\",\"status\":\"RESOURCE_EXHAUSTED\"}}\n\n");
    }

    private static bool Same((string[] Lines, bool Clean) a, (string[] Lines, bool Clean) b) => a.Clean == b.Clean && a.Lines.SequenceEqual(b.Lines);

    private static void Tell(IAnswerWriter x)
    {
        x.Start("r", "m", null);
        x.Tell(0, AnswerPartKind.Thinking, "Hm");
        x.Tell(1, AnswerPartKind.Text, "Hé");
        x.TellCall(2, "c", "f", "{\"a\":", "1}");
        x.Finish(FinishReason.ToolCalls, null);
        x.Usage(new TokenUsage { InputTokens = 3, OutputTokens = 4 });
        x.Complete();
    }
}
