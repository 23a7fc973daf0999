using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>Tools of Codex's kind that hostile callers and models make of them: names that meet, calls of what nobody sent, broken input.</summary>
public sealed class ToolCollisionTests
{
    private const string Space = """{"type":"namespace","name":"a","tools":[{"type":"function","name":"b"}]}""";

    /// <summary>Names of namespaces are joined, and may meet: the first tool stays, and the caller is told which was left out.</summary>
    [Theory]
    [InlineData(Space, """{"type":"function","name":"a__b"}""", "tools[1]", "a__b")]
    [InlineData(Space, """{"type":"namespace","name":"a_","tools":[{"type":"function","name":"b"}]}""", "tools[1].tools[0]", "a__b,a_b")]
    [InlineData("""{"type":"function","name":"p"}""", """{"type":"custom","name":"p"}""", "tools[1]", "p")]
    [InlineData("""{"type":"custom","name":"p","format":{"type":"grammar","syntax":"regex","definition":"a"}}""", """{"type":"custom","name":"p"}""", "tools[1]", "p")]
    [InlineData("""{"type":"tool_search","execution":"client"}""", """{"type":"function","name":"tool_search"}""", "tools[1]", "tool_search")]
    [InlineData("""{"type":"web_search"}""", """{"type":"function","name":"web_search"}""", "tools[0]", "web_search")]
    [InlineData("""{"type":"function","name":"web_search"}""", """{"type":"web_search"}""", "tools[1]", "web_search")]
    public void A_tool_that_comes_to_the_name_of_another_is_left_out_and_named(string first, string second, string dropped, string offered)
    {
        var (json, notes) = Written($$"""{"model":"m","input":"x","tools":[{{first}},{{second}}]}""");

        Assert.Null(notes.Refusal);
        Assert.Equal(offered, string.Join(',', JsonNode.Parse(json)!["tools"]!.AsArray().Select(x => x!["function"]!["name"]!.GetValue<string>())));
        if (!offered.Contains(','))
        {
            Assert.Contains(dropped, notes.Dropped);
        }
    }

    [Fact]
    public void The_same_tool_given_twice_is_one_and_a_search_says_what_it_found_again()
    {
        var found = $$"""{"type":"tool_search_output","call_id":"c","execution":"client","tools":[{{Space}}]}""";
        var (json, notes) = Written($$$"""{"model":"m","input":[{"type":"message","role":"user","content":"x"},{"type":"tool_search_call","call_id":"c","execution":"client","arguments":{}},{{{found}}}],"tools":[{{{Space}}},{"type":"tool_search","execution":"client"}]}""");

        Assert.DoesNotContain(notes.Dropped, x => x.Contains("tools[0].tools", StringComparison.Ordinal));
        Assert.Contains("Found: a__b", json, StringComparison.Ordinal);
    }

    /// <summary>A namespace's custom tools are told by schemas too, which the bound of a translated call has to know of.</summary>
    [Fact]
    public void The_schemas_of_custom_tools_within_a_namespace_are_within_the_bound()
    {
        var tools = string.Join(',', Enumerable.Range(0, 50).Select(i => $"{{\"type\":\"custom\",\"name\":\"t{i}\"}}"));
        var body = $$"""{"model":"m","input":"x","tools":[{"type":"namespace","name":"n","tools":[{{tools}}]}]}""";
        Assert.True(RequestScanner.TryScan(Encoding.UTF8.GetBytes(body), null, out var scan, out _));
        using var request = Read(body);

        Assert.True(scan.RawBytes >= request.Tools.Sum(x => x.Name.Length + x.Parameters!.Value.GetRawText().Length), $"{scan.RawBytes}");
    }

    [Fact]
    public void A_call_of_a_tool_that_nobody_sent_is_a_functions()
    {
        using var request = Read($$"""{"model":"m","input":"x","tools":[{{Space}},{"type":"custom","name":"p"}]}""");
        var answer = new ChatAnswer { Id = "a", Model = "m", Finish = FinishReason.ToolCalls };
        answer.Parts.Add(new ToolCallPart("c1", "shell", """{"x":1}"""));
        answer.Parts.Add(new ToolCallPart("c2", "b", "{}"));
        answer.Parts.Add(new ToolCallPart("c3", "P", "{}"));
        var output = new ArrayBufferWriter<byte>();
        WireFormatCatalog.OpenAiResponses.WriteAnswer(answer, new AnswerFrame("own", "m", 1) { Tools = request.CallerTools() }, output);

        var items = JsonNode.Parse(output.WrittenSpan)!["output"]!.AsArray();
        Assert.All(items, x => Assert.Equal(("function_call", null), (x!["type"]!.GetValue<string>(), x["namespace"])));
        Assert.Equal(["shell", "b", "P"], items.Select(x => x!["name"]!.GetValue<string>()));
    }

    /// <summary>However a model breaks its escapes, wherever they are cut: no exception, and text that can be written.</summary>
    [Theory]
    [InlineData("""{"input":"\uZZZZ ok"}""")]
    [InlineData("""{"input":"\q\u00"}""")]
    [InlineData("""{"input":"\ud83d\ud83d\ude00\udc00"}""")]
    [InlineData("""{"input":"\""")]
    [InlineData("""{"input":"\u""")]
    [InlineData("""{"input":"\ud83d\""")]
    [InlineData("""{"input":"a"}{"input":"b"}""")]
    public void Broken_escapes_end_in_text(string arguments)
    {
        var bytes = Encoding.UTF8.GetBytes(arguments);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var pieces = new CustomInputPieces();
            var taken = Encoding.UTF8.GetString(pieces.Take(bytes.AsSpan(0, cut))) + Encoding.UTF8.GetString(pieces.Take(bytes.AsSpan(cut)));
            Assert.Equal(taken, new UTF8Encoding(false, true).GetString(Encoding.UTF8.GetBytes(taken)));
            Assert.DoesNotContain("}{", taken, StringComparison.Ordinal);
        }
    }

    private static ChatRequest Read(string body)
    {
        Assert.True(WireFormatCatalog.OpenAiResponses.TryReadRequest(Encoding.UTF8.GetBytes(body), default, out var request, out var error), error.Message);
        return request;
    }

    private static (string Json, TranslationNotes Notes) Written(string body)
    {
        using var request = Read(body);
        var notes = new TranslationNotes(WireFormatCatalog.OpenAiResponses.NameOf);
        request.Others.ForEach(x => notes.Drop(x.Key));
        var output = new ArrayBufferWriter<byte>();
        WireFormatCatalog.OpenAiChat.WriteRequest(request, new RequestFrame("m", "groq"), notes, output);
        return (Encoding.UTF8.GetString(output.WrittenSpan), notes);
    }
}
