using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats;

/// <summary>What the tests of tools read and write.</summary>
public sealed partial class CustomToolTests
{
    [Fact]
    public void A_long_name_within_a_namespace_stays_one_that_every_vendor_takes()
    {
        var name = ToolNamespace.Join("mcp__a_server_with_a_long_name__", new string('x', 60));
        Assert.Equal(64, name.Length);
        Assert.Equal(name, ToolNamespace.Join("mcp__a_server_with_a_long_name__", new string('x', 60)));
        Assert.NotEqual(name, ToolNamespace.Join("mcp__a_server_with_a_long_name__", new string('x', 61)));
    }

    private static bool IsWithin(byte[] bytes, int at) => at < bytes.Length && (bytes[at] & 0xC0) == 0x80;

    private static ChatAnswer Answer()
    {
        var answer = new ChatAnswer { Id = "a", Model = "m", Finish = FinishReason.ToolCalls };
        answer.Parts.Add(new ToolCallPart("c1", "apply_patch", Escaped));
        answer.Parts.Add(new ToolCallPart("c2", "mcp__demo__lookup", ""));
        answer.Parts.Add(new ToolCallPart("c3", "tool_search", """{"query":"x"}"""));
        return answer;
    }

    /// <summary>The answer as a stream whose arguments come in pieces of two bytes; a character is never cut.</summary>
    private static string Streamed(IWireFormat format, AnswerFrame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = format.NewStreamWriter(frame, output);
        writer.Start("a", "m", null);
        var index = 0;
        foreach (var call in Answer().Parts.Cast<ToolCallPart>())
        {
            writer.BeginPart(new AnswerPart(index, AnswerPartKind.ToolCall) { Id = call.Id, Name = call.Name });
            foreach (var rune in call.Arguments.EnumerateRunes())
            {
                writer.Delta(index, Encoding.UTF8.GetBytes(rune.ToString()));
            }

            writer.EndPart(index++);
        }

        writer.Finish(FinishReason.ToolCalls, null);
        writer.Complete();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static AnswerFrame Frame(IWireFormat format, string body)
    {
        using var request = Read(format, body);
        return new AnswerFrame("own", "m", 1) { Tools = request.CallerTools() };
    }

    private static CallShape Shape(string dialect) => dialect is "gemini" or "bedrock_converse" ? new CallShape("m", true) : default;

    private static ChatRequest Read(IWireFormat format, string body)
    {
        Assert.True(format.TryReadRequest(Encoding.UTF8.GetBytes(body), default, out var request, out var error), $"{error.Param}: {error.Message}");
        return request;
    }

    private static (string Json, TranslationNotes Notes) Write(IWireFormat target, string body, string kind)
    {
        using var request = Read(WireFormatCatalog.OpenAiResponses, body);
        if (request.Untranslatable is { } own)
        {
            var refused = new TranslationNotes(WireFormatCatalog.OpenAiResponses.NameOf);
            refused.Refuse(own);
            return ("", refused);
        }

        return Written(target, request, kind);
    }

    /// <summary>With what the pipeline itself notes of fields that no other dialect has.</summary>
    private static (string Json, TranslationNotes Notes) Written(IWireFormat target, ChatRequest request, string kind)
    {
        var notes = new TranslationNotes(WireFormatCatalog.OpenAiResponses.NameOf);
        request.Others.ForEach(x => notes.Drop(x.Key));
        var output = new ArrayBufferWriter<byte>();
        target.WriteRequest(request, new RequestFrame("m", kind), notes, output);
        // The writers escape what lies beyond the first plane.
        return (Encoding.UTF8.GetString(output.WrittenSpan).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal), notes);
    }

    private static IEnumerable<JsonObject> Data(string stream) =>
        stream.Split('\n').Where(x => x.StartsWith("data: {", StringComparison.Ordinal)).Select(x => JsonNode.Parse(x["data: ".Length..])!.AsObject());

    private static string Type(JsonObject data) => data["type"]?.GetValue<string>() ?? "";
}
