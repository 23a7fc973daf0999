using System.Buffers;
using System.Text;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>
/// Fields that vendors' SDKs have by now (openai-python, anthropic-sdk-python types/beta, python-genai types.py, cohere-python): each is
/// said where the target can say it, and named where it is left out.
/// </summary>
public sealed class FieldFidelityTests
{
    [Theory]
    [InlineData("openai_chat", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x","a":1}],"b":1},{"role":"assistant","content":"y","annotations":[]}],"c":1,"tools":[{"type":"function","d":1,"function":{"name":"f","e":1}}]}""",
        "messages[0].b", "messages[0].content[0].a", "tools[0].d", "tools[0].function.e", "c")]
    [InlineData("openai_responses", """{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"x","a":1}],"phase":"commentary"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}","caller":{"type":"direct"}},{"type":"function_call_output","call_id":"c","output":"r"}],"tools":[{"type":"function","name":"f","output_schema":{}}]}""",
        "tools[0].output_schema", "input[0].phase", "input[0].content[0].a", "input[1].caller")]
    [InlineData("anthropic_messages", """{"model":"m","max_tokens":9,"context_management":{"edits":[]},"thinking":{"type":"adaptive","block_binding":{}},"messages":[{"role":"user","content":[{"type":"text","text":"x","a":1}]},{"role":"system","content":"s","clear_at":"turn"}],"tools":[{"name":"f","input_schema":{"type":"object"},"eager_input_streaming":true,"input_examples":[]}]}""",
        "context_management", "tools[0].eager_input_streaming", "tools[0].input_examples", "thinking.block_binding", "messages[0].content[0].a", "messages[1].clear_at")]
    [InlineData("gemini", """{"contents":[{"parts":[{"text":"x","mediaResolution":{"level":"LOW"}},{"toolCall":{"id":"t"}}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"o"},"willContinue":true,"parts":[{"tomorrow":1}]}}]}]}""",
        "contents[0].parts[0].mediaResolution", "contents[0].parts[1]", "contents[2].parts[0].functionResponse.parts[0]", "contents[2].parts[0].functionResponse.willContinue")]
    [InlineData("cohere_chat", """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"hologram"}]}],"safety_mode":"STRICT"}""",
        "messages[0].content[1]", "safety_mode")]
    public void What_no_other_dialect_has_is_named(string from, string body, params string[] names)
    {
        using var request = Read(from, body);
        Assert.Equal(names, request.Others.Select(x => x.Key));
        Assert.Null(request.Untranslatable);
    }

    [Fact]
    public void What_is_OpenAis_alone_goes_from_one_of_its_dialects_to_the_other()
    {
        const string Body = """{"model":"m","input":"x","text":{"verbosity":"low"},"prompt_cache_key":"k","prompt_cache_options":{"mode":"implicit"},"safety_identifier":"s","truncation":"auto"}""";
        var (chat, notes) = Write("openai_chat", "openai_responses", Body, "openai", "gpt-5.6");
        Assert.Contains(""","verbosity":"low","prompt_cache_key":"k","prompt_cache_options":{"mode":"implicit"},"safety_identifier":"s"}""", chat, StringComparison.Ordinal);
        Assert.Equal(["truncation"], notes.Dropped);
        Assert.Equal(["text.verbosity", "prompt_cache_key", "prompt_cache_options", "safety_identifier", "truncation"], Write("openai_chat", "openai_responses", Body, "groq", "m").Notes.Dropped);

        var (back, kept) = Write("openai_responses", "openai_chat", chat, "azure", "m");
        Assert.Contains("""text":{"verbosity":"low"}""", back, StringComparison.Ordinal);
        Assert.Contains(""","prompt_cache_key":"k","prompt_cache_options":{"mode":"implicit"},"safety_identifier":"s"}""", back, StringComparison.Ordinal);
        Assert.Empty(kept.Dropped);
    }

    [Theory]
    [InlineData("gpt-5.6", true)]
    [InlineData("gpt-5.6-mini-2026-08-01", true)]
    [InlineData("gpt-6", true)]
    [InlineData("gpt-5.5", false)]
    [InlineData("gpt-5", false)]
    [InlineData("o3", false)]
    public void A_mark_for_the_cache_is_one_for_OpenAI_too_since_it_has_them(string model, bool takes)
    {
        const string Body = """
            {"model":"m","max_tokens":9,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]}]}
            """;
        const string Mark = ""","prompt_cache_breakpoint":{"mode":"explicit"}""";
        foreach (var target in new[] { "openai_chat", "openai_responses" })
        {
            var (json, notes) = Write(target, "anthropic_messages", Body, "openai", model);
            Assert.Equal(takes ? 2 : 0, json.Split(Mark).Length - 1);
            Assert.Equal(takes ? [] : ["CacheControl"], notes.Dropped);
            if (takes)
            {
                Assert.Contains($"\"text\":\"s\"{Mark}}}", json, StringComparison.Ordinal);
                Assert.Contains($"\"text\":\"b\"{Mark}}}", json, StringComparison.Ordinal);
                Assert.Contains("\"text\":\"b\",\"cache_control\":{\"type\":\"ephemeral\"}", Write("anthropic_messages", target, json, "anthropic", "claude-sonnet-4-5").Json, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_mark_where_OpenAI_takes_none_is_named()
    {
        const string Body = """
            {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":"b","cache_control":{"type":"ephemeral"}},{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r","cache_control":{"type":"ephemeral"}}]}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}
            """;
        foreach (var target in new[] { "openai_chat", "openai_responses" })
        {
            var (json, notes) = Write(target, "anthropic_messages", Body, "openai", "gpt-5.6");
            Assert.DoesNotContain("prompt_cache_breakpoint", json, StringComparison.Ordinal);
            Assert.Equal(["CacheControl"], notes.Dropped);
        }
    }

    /// <summary>Claude Code 2.1.293 brings the tools of its MCP servers in the first message of the system's.</summary>
    [Fact]
    public void Tools_that_come_and_go_within_a_conversation_are_offered_as_they_stand_at_its_end()
    {
        using var request = Read("anthropic_messages", """
            {"model":"m","max_tokens":9,"thread":{"type":"create"},"messages":[{"role":"user","content":"a"},
            {"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"name":"mcp__n__save","description":"d","input_schema":{"type":"object"}}}},
            {"type":"tool_removal","tool":{"type":"tool_reference","name":"Read"}},{"type":"tool_removal","tool":{"type":"tool_reference","name":"Grep"}}]},
            {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"ToolSearch","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"tool_reference","tool_name":"Later"}]}]},
            {"role":"system","content":[{"type":"text","text":"Now."},{"type":"tool_addition","tool":{"type":"tool_reference","name":"Grep"}}]}],
            "tools":[{"name":"Read","input_schema":{"type":"object"}},{"name":"Grep","input_schema":{"type":"object"}},{"name":"Later","input_schema":{"type":"object"},"defer_loading":true}]}
            """);
        Assert.Equal(["Later", "mcp__n__save", "Grep"], request.Tools.Select(x => x.Name));
        Assert.False(request.IsUnbounded);
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.System], request.Messages.Select(x => x.Role));
        Assert.Equal("Later", Assert.IsType<TextPart>(Assert.IsType<ToolResultPart>(request.Messages[2].Parts[0]).Content[0]).Text);
        Assert.Equal(["thread", "tools[2].defer_loading"], request.Others.Select(x => x.Key));
    }

    [Fact]
    public void A_thread_that_its_vendor_keeps_is_unbounded_and_not_translated()
    {
        using var request = Read("anthropic_messages", """{"model":"m","max_tokens":9,"thread":{"type":"continue","previous_message_id":"msg_1"},"messages":[{"role":"user","content":"b"}]}""");
        Assert.True(request.IsOpenEnded);
        Assert.Equal("thread", request.Untranslatable?.Param);
    }

    /// <summary>platform.claude.com/docs/en/models/opus-5-5/whats-new-opus-5-5, …/sonnet-5-5/whats-new-sonnet-5-5: with 400.</summary>
    [Theory]
    [InlineData("anthropic_messages", "claude-opus-5", true)]
    [InlineData("anthropic_messages", "claude-haiku-5-5", true)]
    [InlineData("anthropic_messages", "claude-opus-5-5", false)]
    [InlineData("anthropic_messages", "claude-sonnet-5-5", false)]
    [InlineData("anthropic_messages", "claude-fable-5-1", false)]
    [InlineData("bedrock_converse", "us.anthropic.claude-sonnet-4-6", true)]
    [InlineData("bedrock_converse", "us.anthropic.claude-opus-5-5", false)]
    public void That_a_tool_must_be_called_is_named_where_the_model_would_refuse_it(string to, string model, bool takes)
    {
        foreach (var choice in new[] { "\"required\"", """{"type":"function","function":{"name":"f"}}""" })
        {
            var body = $$$$"""{"messages":[{"role":"user","content":"x"}],"model":"m","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":{{{{choice}}}},"reasoning_effort":"low"}""";
            var (json, notes) = Write(to, "openai_chat", body, "anthropic", model);
            Assert.Equal(takes, json.Contains(to == "anthropic_messages" ? "tool_choice" : "toolChoice", StringComparison.Ordinal));
            Assert.Equal(!takes, json.Contains("adaptive", StringComparison.Ordinal));
            Assert.Equal([takes ? "Reasoning" : "ToolChoice"], notes.Dropped);
        }
    }

    [Theory]
    [InlineData("deepseek", "\"reasoning_effort\":\"max\"", """thinking":{"type":"enabled"},"reasoning_effort":"max""", false)]
    [InlineData("deepseek", "\"reasoning_effort\":\"none\"", """thinking":{"type":"disabled"}""", false)]
    [InlineData("deepseek", "\"thinking\":{\"type\":\"enabled\"}", """thinking":{"type":"enabled"}""", false)]
    [InlineData("zai", "\"reasoning_effort\":\"low\"", """thinking":{"type":"enabled"}""", true)]
    [InlineData("moonshot", "\"thinking\":{\"type\":\"enabled\"}", """thinking":{"type":"enabled"}""", false)]
    public void How_much_to_think_stands_beside_whether_to_or_is_named(string kind, string asked, string written, bool isNamed)
    {
        var (json, notes) = Write("openai_chat", "openai_chat", $$"""{"model":"m","messages":[{"role":"user","content":"x"}],{{asked}}}""", kind, "m");
        Assert.Contains(written, json, StringComparison.Ordinal);
        Assert.Equal(written.Contains("effort", StringComparison.Ordinal), json.Contains("effort", StringComparison.Ordinal));
        Assert.Equal(isNamed ? ["Reasoning"] : [], notes.Dropped);
    }

    /// <summary>Mistral's, Z.ai's and Vertex AI's own words.</summary>
    [Theory]
    [InlineData("openai_chat", """{"choices":[{"message":{"content":"x"},"finish_reason":"model_length"}]}""", "Length")]
    [InlineData("openai_chat", """{"choices":[{"message":{"content":"x"},"finish_reason":"model_context_window_exceeded"}]}""", "Length")]
    [InlineData("openai_chat", """{"choices":[{"message":{"content":"x"},"finish_reason":"sensitive"}]}""", "ContentFilter")]
    [InlineData("gemini", """{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"MODEL_ARMOR"}]}""", "ContentFilter")]
    public void An_answer_that_was_cut_does_not_look_complete(string dialect, string answer, string reason)
    {
        var builder = new AnswerBuilder();
        Assert.True(Format(dialect).TryReadAnswer(Encoding.UTF8.GetBytes(answer), builder));
        Assert.Equal(reason, builder.Build().Finish.ToString());
    }

    private static ChatRequest Read(string dialect, string body)
    {
        var format = Format(dialect);
        Assert.True(format.TryReadRequest(Encoding.UTF8.GetBytes(body), dialect == "gemini" ? new CallShape("m", false) : default, out var request, out var error), $"{error.Param}: {error.Message}");
        return request;
    }

    /// <summary>With what the pipeline itself notes of fields that no other dialect has.</summary>
    private static (string Json, TranslationNotes Notes) Write(string to, string from, string body, string kind, string model)
    {
        using var request = Read(from, body);
        var notes = new TranslationNotes(x => x.ToString());
        request.Others.ForEach(x => notes.Drop(x.Key));
        var output = new ArrayBufferWriter<byte>();
        Format(to).WriteRequest(request, new RequestFrame(model, kind), notes, output);
        Assert.Null(notes.Refusal);
        return (Encoding.UTF8.GetString(output.WrittenSpan), notes);
    }

    private static IWireFormat Format(string name) => WireFormatCatalog.All.Single(x => x.Name == name);
}
