using System.Buffers;
using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OllamaChat;

namespace Bifrost.Tests.Gateway.WireFormats.OllamaChat;

public sealed class OllamaAnswerTests
{
    private const string Whole =
        """{"model":"llama3.2","created_at":"2023-12-12T14:13:43.416799Z","message":{"role":"assistant","content":"Hello!","thinking":"Hm.","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}},{"id":"own","function":{"name":"g","arguments":{}}}]},"""
        + """ "logprobs":[{"token":"He","logprob":-0.5,"bytes":[72,101],"top_logprobs":[]}],"done":true,"done_reason":"stop","total_duration":5191566416,"prompt_eval_count":26,"eval_count":298}""";

    private static readonly DialectProbe Probe = new(new OllamaChatFormat());

    [Fact]
    public void A_whole_answer_is_told()
    {
        var (lines, log) = Probe.ReadAnswer(Whole);
        Assert.StartsWith("begin 2 ToolCall call_", lines[7], StringComparison.Ordinal);
        lines[7] = "call";
        Assert.Equal(
            [
                "start - llama3.2 -", "begin 0 Thinking - - -", "delta 0 Hm.", "end 0", "begin 1 Text - - -", "delta 1 Hello!", "end 1",
                "call", "delta 2 {\"a\":1}", "end 2", "begin 3 ToolCall own g -", "delta 3 {}", "end 3",
                "logprobs [{\"token\":\"He\",\"logprob\":-0.5,\"bytes\":[72,101],\"top_logprobs\":[]}]", "usage 26/298", "finish ToolCalls -",
            ],
            lines);
        Assert.Equal(new TokenUsage { InputTokens = 26, OutputTokens = 298 }, log.LastUsage);
    }

    [Fact]
    public void A_whole_answer_is_written_and_read_again()
    {
        var answer = Probe.Answer(Whole);
        answer.Parts[2] = new ToolCallPart("c", "f", "{\"a\":1}");
        var json = Probe.WriteAnswer(answer);
        Assert.Equal(
            """{"model":"llama3.2","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":"Hello!","thinking":"Hm.","tool_calls":[{"id":"c","function":{"name":"f","arguments":{"a":1}}},{"id":"own","function":{"name":"g","arguments":{}}}]},"""
            + """ "logprobs":[{"token":"He","logprob":-0.5,"bytes":[72,101],"top_logprobs":[]}],"done":true,"done_reason":"stop","prompt_eval_count":26,"eval_count":298}""".TrimStart(),
            json);
        Assert.Equal(json, Probe.WriteAnswer(Probe.Answer(json)));
    }

    [Fact]
    public void A_stream_is_told_line_by_line()
    {
        var (lines, clean) = Probe.Stream(
            "\n",
            "{\"model\":\"m\",\"created_at\":\"x\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"Hm\"},\"done\":false}\n",
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"a\\ud83d\"},\"done\":false}\r\n",
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\\ude00b\"},\"done\":false}\n",
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"index\":0,\"name\":\"f\",\"arguments\":{\"a\":\"\\u00e9\"}}}]},\"done\":false}\n",
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done_reason\":\"stop\",\"done\":true,\"prompt_eval_count\":3,\"eval_count\":4}\n");
        Assert.Equal(
            [
                "start - m -", "begin 0 Thinking - - -", "delta 0 Hm", "end 0", "begin 1 Text - - -", "delta 1 a", "delta 1 😀b", "end 1",
                "begin 2 ToolCall c f -", "delta 2 {\"a\":\"\\u00e9\"}", "end 2", "usage 3/4", "finish ToolCalls -",
            ],
            lines);
        Assert.True(clean);
    }

    [Fact]
    public void Failures_are_told()
    {
        Assert.Equal(["fail - model not found"], Probe.Stream("{\"error\":\"model not found\"}\n").Lines);
        var (lines, clean) = Probe.Stream("{\"message\n", "{\"message\":{\"content\":\"a\"}}\n");
        Assert.Equal(["fail upstream_invalid_response The provider sent a line that is no JSON object."], lines);
        Assert.False(clean);
        Assert.False(Probe.Stream("{\"message\":{\"content\":\"a\"},\"done\":false}\n").Clean);
        Assert.Contains("finish Length -", Probe.Stream("{\"message\":{\"content\":\"a\"},\"done\":true,\"done_reason\":\"length\"}\n").Lines);
    }

    [Fact]
    public void A_stream_is_written_line_by_line()
    {
        var text = Probe.Written(x =>
        {
            x.Start(null, "m", null);
            x.Tell(0, AnswerPartKind.Thinking, "Hm");
            x.Tell(1, AnswerPartKind.Text, "Hé");
            x.TellCall(2, "c", "f", "{\"a\":", "1}");
            x.TellCall(3, "d", "g", "{\"a");
            x.Finish(FinishReason.Length, null);
            x.Usage(new TokenUsage { InputTokens = 3, OutputTokens = 4 });
            x.Complete();
            x.Fail(null, "late");
        });
        const string Head = "{\"model\":\"m\",\"created_at\":\"2023-11-14T22:13:20Z\",\"message\":{\"role\":\"assistant\",\"content\":";
        Assert.Equal(
            Head + "\"\",\"thinking\":\"Hm\"},\"done\":false}\n" + Head + "\"Hé\"},\"done\":false}\n"
            + Head + "\"\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]},\"done\":false}\n"
            + Head + "\"{\\\"a\"},\"done\":false}\n"
            + Head + "\"\"},\"done\":true,\"done_reason\":\"length\",\"prompt_eval_count\":3,\"eval_count\":4}\n",
            text);
        Assert.Equal(["usage 3/4", "finish Length -"], Probe.Stream([.. text.Split('\n')]).Lines[^2..]);
        Assert.Equal("{\"error\":\"Too much.\"}\n", Probe.Written(x =>
        {
            x.Fail("overloaded", "Too much.");
            x.Complete();
        }));
    }

    [Fact]
    public void Errors_are_ollama_s()
    {
        var output = new ArrayBufferWriter<byte>();
        new OllamaChatFormat().WriteError(new RefusalText(404, "model_not_found", "No such model."), "req-1", output);
        Assert.Equal("""{"error":"No such model."}""", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.True(new OllamaChatFormat().TryReadError("""{"error":"model 'x' not found"}"""u8, out _, out var message));
        Assert.Equal("model 'x' not found", message);
        Assert.False(new OllamaChatFormat().TryReadError("{}"u8, out _, out _));
        Assert.False(new OllamaChatFormat().TryReadAnswer("{}"u8, new SinkLog()));
    }

    [Fact]
    public void Mangled_answers_throw_nothing()
    {
        Probe.Mangle(Whole);
        Probe.Mangle("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\\ud83d\\ude00b\"},\"done\":false}\n");
        Probe.Mangle("{\"error\":\"model not found\"}\n");
    }
}
