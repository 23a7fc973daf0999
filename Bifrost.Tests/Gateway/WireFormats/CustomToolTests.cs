using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>
/// Tools that only some dialects know: custom ones, namespaces, a search for more of them, and those that a vendor runs itself. The
/// requests are Codex's: openai/codex, codex-rs/tools/src/tool_spec.rs at 46a03873 and responses_api.rs at 074b7692; the shapes of
/// items and events are those of openai-python (types/responses/response_custom_tool_call.py, response_tool_search_call.py).
/// </summary>
public sealed partial class CustomToolTests
{
    private const string Codex = """
        {"model":"m","stream":true,"store":false,"input":[
        {"type":"message","role":"user","content":[{"type":"input_text","text":"Patch it."}]},
        {"type":"web_search_call","status":"completed","action":{"type":"search","query":"c#"}},
        {"type":"custom_tool_call","call_id":"call_1","name":"apply_patch","input":"*** Begin \"Patch\"\n+ü😀"},
        {"type":"custom_tool_call_output","call_id":"call_1","output":"Done"},
        {"type":"function_call","call_id":"call_2","namespace":"mcp__demo__","name":"lookup","arguments":"{}"},
        {"type":"function_call_output","call_id":"call_2","output":"42"},
        {"type":"tool_search_call","call_id":"call_3","status":"completed","execution":"client","arguments":{"query":"mail"}},
        {"type":"tool_search_output","call_id":"call_3","status":"completed","execution":"client","tools":[{"type":"namespace","name":"mail","description":"Mail.","tools":[{"type":"function","name":"send","strict":false,"defer_loading":true,"parameters":{"type":"object","properties":{}}}]}]}],
        "tools":[{"type":"function","name":"shell","description":"Runs.","strict":false,"parameters":{"type":"object","properties":{"command":{"type":"string"}}}},
        {"type":"custom","name":"apply_patch","description":"FREEFORM","format":{"type":"grammar","syntax":"lark","definition":"start: \"x\""}},
        {"type":"web_search","external_web_access":true},
        {"type":"namespace","name":"mcp__demo__","description":"Demo.","tools":[{"type":"function","name":"lookup","description":"Looks up.","strict":false,"parameters":{"type":"object","properties":{}}}]},
        {"type":"tool_search","execution":"client","description":"Finds tools.","parameters":{"type":"object","properties":{"query":{"type":"string"}}}}],
        "tool_choice":"auto","parallel_tool_calls":true}
        """;

    private const string Text = "*** Begin \"Patch\"\n+ü😀\\u\t\\";

    /// <summary>As vendors escape it: a pair as two escapes, a slash, what must be.</summary>
    private const string Escaped = """{ "input" : "*** Begin \"Patch\"\n+ü\ud83d\uDE00\\u\t\\" , "more":{}}""";

    public static TheoryData<string> Others => [.. WireFormatCatalog.All.Where(x => x.Name is not ("openai_responses" or "ollama_generate")).Select(x => x.Name)];

    [Fact]
    public void The_input_comes_out_of_its_arguments_wherever_they_are_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(Escaped);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second += 3)
            {
                // A sink is never told half a character; half an escape it may be.
                if (IsWithin(bytes, first) || IsWithin(bytes, second))
                {
                    continue;
                }

                var pieces = new CustomInputPieces();
                var taken = new ArrayBufferWriter<byte>();
                foreach (var piece in new[] { bytes[..first], bytes[first..second], bytes[second..] })
                {
                    taken.Write(pieces.Take(piece));
                }

                Assert.Equal(Text, Encoding.UTF8.GetString(taken.WrittenSpan));
                Assert.Equal("", pieces.Rest());
            }
        }

        Assert.Equal(Text, CustomTools.Input(CustomTools.Arguments(Text)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("{}", "")]
    [InlineData("""{"input":""}""", "")]
    [InlineData("""{"patch":"x"}""", """{"patch":"x"}""")]
    [InlineData("""{"input":5}""", """{"input":5}""")]
    [InlineData("*** Begin Patch", "*** Begin Patch")]
    [InlineData("""{"input":"cut off \ud83""", "cut off ")]
    public void Arguments_of_another_form_are_the_input_as_they_are(string arguments, string input) => Assert.Equal(input, CustomTools.Input(arguments));

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_other_dialect_is_told_of_functions(string target)
    {
        var format = WireFormatCatalog.All.Single(x => x.Name == target);
        var (json, notes) = Write(format, Codex, "deepseek");
        Assert.Null(notes.Refusal);
        Assert.Superset(new HashSet<string>(["tools[1].format", "tools[2]", "tools[3].description", "input[1]", "input[7].tools[0].tools[0].defer_loading"]), new HashSet<string>(notes.Dropped));
        Assert.True(format.TryReadRequest(Encoding.UTF8.GetBytes(json), Shape(target), out var asked, out var error), error.Message);
        using (asked)
        {
            Assert.False(asked.IsUnbounded);
            Assert.Equal(["shell", "apply_patch", "mcp__demo__lookup", "tool_search", "mail__send"], asked.Tools.Select(x => x.Name));
            Assert.Contains("lark grammar:\\nstart", asked.Tools[1].Parameters!.Value.GetRawText(), StringComparison.Ordinal);
            var parts = asked.Messages.SelectMany(x => x.Parts).ToList();
            var calls = parts.OfType<ToolCallPart>().ToList();
            Assert.Equal(["apply_patch", "mcp__demo__lookup", "tool_search"], calls.Select(x => x.Name));
            Assert.Equal("*** Begin \"Patch\"\n+ü😀", JsonNode.Parse(calls[0].Arguments)!["input"]!.GetValue<string>());
            Assert.Equal("""{"query":"mail"}""", JsonNode.Parse(calls[2].Arguments)!.ToJsonString());
            Assert.Equal(["Done", "42", "Found: mail__send"], parts.OfType<ToolResultPart>().Select(x => ((TextPart)x.Content[0]).Text));
        }
    }

    [Fact]
    public void OpenAi_is_told_of_custom_tools_in_either_of_its_dialects()
    {
        var chat = WireFormatCatalog.OpenAiChat;
        var (asChat, notes) = Write(chat, Codex, "openai");
        Assert.DoesNotContain("tools[1].format", notes.Dropped);
        Assert.Contains("""{"type":"custom","custom":{"name":"apply_patch","description":"FREEFORM","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"start: \"x\""}}}}""", asChat, StringComparison.Ordinal);
        Assert.Contains("""{"id":"call_1","type":"custom","custom":{"name":"apply_patch","input":"*** Begin \"Patch\"\n+ü😀"}}""", asChat, StringComparison.Ordinal);

        using var request = Read(chat, asChat);
        request.ToolChoice = new ToolChoice(ToolChoiceKind.Named, "apply_patch");
        var back = Written(WireFormatCatalog.OpenAiResponses, request, "openai").Json;
        Assert.Contains("""{"type":"custom","name":"apply_patch","description":"FREEFORM","format":{"type":"grammar","syntax":"lark","definition":"start: \"x\""}}""", back, StringComparison.Ordinal);
        Assert.Contains("""{"type":"custom_tool_call","call_id":"call_1","name":"apply_patch","input":"*** Begin \"Patch\"\n+ü😀"}""", back, StringComparison.Ordinal);
        Assert.Contains("""{"type":"custom_tool_call_output","call_id":"call_1","output":"Done"}""", back, StringComparison.Ordinal);
        Assert.Contains("""tool_choice":{"type":"custom","name":"apply_patch"}""", back, StringComparison.Ordinal);
        Assert.Contains("""tool_choice":{"type":"custom","custom":{"name":"apply_patch"}}""", Written(chat, request, "openai").Json, StringComparison.Ordinal);
        Assert.Contains("""tool_choice":{"type":"function","function":{"name":"apply_patch"}}""", Written(chat, request, "groq").Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_come_back_as_the_caller_knows_its_tools()
    {
        var stream = Streamed(WireFormatCatalog.OpenAiResponses, Frame(WireFormatCatalog.OpenAiResponses, Codex));
        Assert.Contains("""{"id":"ctc_a_0","type":"custom_tool_call","status":"in_progress","input":"","call_id":"c1","name":"apply_patch"}""", stream, StringComparison.Ordinal);
        var deltas = Data(stream).Where(x => Type(x) == "response.custom_tool_call_input.delta").Select(x => x["delta"]!.GetValue<string>()).ToList();
        Assert.True(deltas.Count > 5, stream);
        Assert.Equal(Text, string.Concat(deltas));
        Assert.Equal(Text, Data(stream).Single(x => Type(x) == "response.custom_tool_call_input.done")["input"]!.GetValue<string>());
        var items = Data(stream).Where(x => Type(x) == "response.output_item.done").Select(x => x["item"]!.ToJsonString()).ToList();
        Assert.Equal("""{"id":"fc_a_1","type":"function_call","status":"completed","arguments":"{}","call_id":"c2","name":"lookup","namespace":"mcp__demo__"}""", items[1]);
        Assert.Equal("""{"id":"tsc_a_2","type":"tool_search_call","status":"completed","execution":"client","arguments":{"query":"x"},"call_id":"c3"}""", items[2]);
        Assert.Equal(items, Data(stream).Single(x => Type(x) == "response.completed")["response"]!["output"]!.AsArray().Select(x => x!.ToJsonString()));

        var whole = new ArrayBufferWriter<byte>();
        WireFormatCatalog.OpenAiResponses.WriteAnswer(Answer(), Frame(WireFormatCatalog.OpenAiResponses, Codex), whole);
        Assert.Equal(items, JsonNode.Parse(whole.WrittenSpan)!["output"]!.AsArray().Select(x => x!.ToJsonString()));
    }

    [Fact]
    public void Chat_has_its_custom_calls_as_well()
    {
        var chat = WireFormatCatalog.OpenAiChat;
        var frame = Frame(chat, """{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"custom","custom":{"name":"apply_patch","description":"d"}}]}""");
        var calls = Data(Streamed(chat, frame)).SelectMany(x => x["choices"]?[0]?["delta"]?["tool_calls"]?.AsArray() ?? []).Where(x => x!["index"]!.GetValue<int>() == 0).ToList();
        Assert.Equal("""{"index":0,"id":"c1","type":"custom","custom":{"name":"apply_patch","input":""}}""", calls[0]!.ToJsonString());
        Assert.Equal(Text, string.Concat(calls.Select(x => x!["custom"]!["input"]!.GetValue<string>())));

        var whole = new ArrayBufferWriter<byte>();
        chat.WriteAnswer(Answer(), frame, whole);
        Assert.Equal(Text, JsonNode.Parse(whole.WrittenSpan)!["choices"]![0]!["message"]!["tool_calls"]![0]!["custom"]!["input"]!.GetValue<string>());

        // And it is read as it was written: the arguments are an object again.
        var (builder, reader) = (new AnswerBuilder(), chat.NewStreamReader());
        foreach (var data in Data(Streamed(chat, frame)))
        {
            reader.Read(Encoding.UTF8.GetBytes($"data: {data.ToJsonString()}\n\n"), builder);
        }

        Assert.Equal(Text, CustomTools.Input(Assert.IsType<ToolCallPart>(builder.Build().Parts[0]).Arguments));
        var again = new AnswerBuilder();
        Assert.True(chat.TryReadAnswer(whole.WrittenSpan, again));
        Assert.Equal(Text, JsonNode.Parse(Assert.IsType<ToolCallPart>(again.Build().Parts[0]).Arguments)!["input"]!.GetValue<string>());
    }

    [Fact]
    public void A_providers_custom_calls_are_read_from_its_events()
    {
        var responses = WireFormatCatalog.OpenAiResponses;
        var builder = new AnswerBuilder();
        var reader = responses.NewStreamReader();
        foreach (var data in Data(Streamed(responses, Frame(responses, Codex))))
        {
            reader.Read(Encoding.UTF8.GetBytes($"data: {data.ToJsonString()}\n\n"), builder);
        }

        var calls = builder.Build().Parts.OfType<ToolCallPart>().ToList();
        Assert.Equal(Text, JsonNode.Parse(calls[0].Arguments)!["input"]!.GetValue<string>());
        Assert.Equal("{}", calls[1].Arguments);

        var whole = new AnswerBuilder();
        Assert.True(responses.TryReadAnswer("""{"id":"r","status":"completed","output":[{"type":"custom_tool_call","call_id":"c","name":"p","input":"a\"b"}]}"""u8, whole));
        Assert.Equal("""{"input":"a\"b"}""", Assert.IsType<ToolCallPart>(whole.Build().Parts[0]).Arguments);
    }

    [Theory]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"web_search"}]}""", "tools")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"web_search"}],"tool_choice":"none"}""", null)]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"web_search"},{"type":"function","name":"f"}],"tool_choice":"required"}""", null)]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"web_search"},{"type":"function","name":"f"}],"tool_choice":{"type":"web_search"}}""", "tool_choice")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"web_search"},{"type":"function","name":"f"}],"tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"web_search"}]}}""", "tools")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"file_search","vector_store_ids":["v"]},{"type":"function","name":"f"}]}""", "tools")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"local_shell"},{"type":"function","name":"f"}]}""", "tools")]
    public void What_a_vendor_runs_itself_is_left_out_only_where_the_answer_can_do_without(string body, string? refused)
    {
        foreach (var format in WireFormatCatalog.All.Where(x => x.Name is not ("openai_responses" or "ollama_generate")))
        {
            var (json, notes) = Write(format, body, "groq");
            Assert.Equal(refused, notes.Refusal?.Param);
            if (refused is null)
            {
                Assert.Contains("tools[0]", notes.Dropped);
                Assert.DoesNotContain("web_search", json, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("anthropic_messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"f","input_schema":{"type":"object"}}]}""", "tools[0]")]
    [InlineData("anthropic_messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"advisor_20260301","name":"advisor","model":"claude-opus-4-8"},{"name":"f","input_schema":{"type":"object"}}]}""", "tools[0]")]
    [InlineData("gemini", """{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"googleSearch":{}},{"functionDeclarations":[{"name":"f"}]}]}""", "tools[0].googleSearch")]
    [InlineData("gemini", """{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"urlContext":{},"functionDeclarations":[{"name":"f"}]}]}""", "tools[0].urlContext")]
    [InlineData("bedrock_converse", """{"messages":[{"role":"user","content":[{"text":"x"}]}],"toolConfig":{"tools":[{"systemTool":{"name":"nova_grounding"}},{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}}""", "toolConfig.tools[0]")]
    [InlineData("openai_chat", """{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search"},{"type":"function","function":{"name":"f"}}]}""", "tools[0]")]
    public void Every_vendors_search_is_left_out_beside_the_callers_own_tools(string from, string body, string dropped)
    {
        var format = WireFormatCatalog.All.Single(x => x.Name == from);
        Assert.True(format.TryReadRequest(Encoding.UTF8.GetBytes(body), Shape(from), out var request, out var error), error.Message);
        using (request)
        {
            Assert.True(request.HasHostedTools);
            Assert.False(request.IsOpenEnded);
            foreach (var target in WireFormatCatalog.All.Where(x => x != format && x.Name != "ollama_generate"))
            {
                var notes = Written(target, request, "groq").Notes;
                Assert.Null(notes.Refusal);
                Assert.Contains(dropped, notes.Dropped);
            }
        }
    }

    [Fact]
    public void What_bounds_the_call_knows_that_no_other_dialect_gets_such_tools()
    {
        Assert.True(RequestScanner.TryScan(Encoding.UTF8.GetBytes(Codex.Replace("tool_search_output", "function_call_output", StringComparison.Ordinal).Replace("tool_search_call", "function_call", StringComparison.Ordinal)), null, out var scan, out _));
        Assert.True(scan.HasHostedTools);
        Assert.False(scan.IsOpenEnded);

        // A custom tool is told by a schema that its caller has not written.
        const string Plain = """{"model":"m","input":"x","tools":[{"type":"custom","name":"p"}]}""";
        Assert.True(RequestScanner.TryScan(Encoding.UTF8.GetBytes(Plain), null, out var custom, out _));
        using var read = Read(WireFormatCatalog.OpenAiResponses, Plain);
        Assert.True(custom.RawBytes >= Encoding.UTF8.GetByteCount(read.Tools[0].Parameters!.Value.GetRawText()) + 10);
    }
}
