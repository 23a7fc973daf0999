using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>Reads a whole answer. Source: platform.claude.com/docs/en/api/messages/create.</summary>
internal static class AnthropicMessagesAnswerReader
{
    public static bool TryRead(ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        if (!JsonValue.TryParse(body.ToArray(), out var document, out _))
        {
            return false;
        }

        using (document)
        {
            var answer = document.RootElement;
            if (JsonValue.Text(answer, "type") is not (null or "message") || JsonValue.Field(answer, "content") is not { ValueKind: JsonValueKind.Array } content)
            {
                return false;
            }

            var usage = new AnthropicMessagesUsage();
            if (JsonValue.Field(answer, "usage") is { ValueKind: JsonValueKind.Object } counted)
            {
                usage.Take(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(counted));
            }

            sink.Start(JsonValue.Text(answer, "id"), JsonValue.Text(answer, "model"), usage.ServiceTier);
            var index = 0;
            foreach (var block in content.EnumerateArray())
            {
                ReadBlock(block, ref index, sink);
            }

            usage.Tell(sink);
            sink.Finish(AnthropicMessagesNames.Finish(JsonValue.Text(answer, "stop_reason")), JsonValue.Text(answer, "stop_sequence"));
            return true;
        }
    }

    /// <summary>What the head of a block says; null for what no other dialect knows: a tool that the vendor ran, and what it gave.</summary>
    public static AnswerPart? Head(JsonElement block, int index) => JsonValue.Text(block, "type") switch
    {
        "text" => new AnswerPart(index, AnswerPartKind.Text),
        "thinking" => new AnswerPart(index, AnswerPartKind.Thinking),
        "redacted_thinking" => new AnswerPart(index, AnswerPartKind.RedactedThinking) { Data = JsonValue.Text(block, "data") ?? "" },
        "tool_use" => new AnswerPart(index, AnswerPartKind.ToolCall) { Id = Id(block, index), Name = JsonValue.Text(block, "name") ?? "" },
        _ => null,
    };

    /// <summary>What a block already holds when it begins: all of it in a whole answer, mostly nothing in a stream.</summary>
    /// <returns>Whether it held text or arguments.</returns>
    public static bool ReadBody(JsonElement block, in AnswerPart part, IAnswerSink sink)
    {
        var text = part.Kind switch
        {
            AnswerPartKind.Text => JsonValue.Text(block, "text"),
            AnswerPartKind.Thinking => JsonValue.Text(block, "thinking"),
            AnswerPartKind.ToolCall => Arguments(block),
            _ => null,
        };
        if (text is { Length: > 0 })
        {
            sink.Delta(part.Index, Encoding.UTF8.GetBytes(text));
        }

        if (part.Kind == AnswerPartKind.Thinking && JsonValue.Text(block, "signature") is { Length: > 0 } signature)
        {
            sink.Sign(part.Index, signature);
        }

        if (part.Kind == AnswerPartKind.Text)
        {
            foreach (var citation in JsonValue.Items(block, "citations"))
            {
                sink.Cite(part.Index, AnthropicMessagesCitations.Read(citation));
            }
        }

        return text is { Length: > 0 };
    }

    private static void ReadBlock(JsonElement block, ref int index, IAnswerSink sink)
    {
        if (Head(block, index) is not { } part)
        {
            return;
        }

        index++;
        sink.BeginPart(part);
        ReadBody(block, part, sink);
        sink.EndPart(part.Index);
    }

    /// <summary>Never empty.</summary>
    private static string Id(JsonElement block, int index) =>
        JsonValue.Text(block, "id") is { Length: > 0 } id ? id : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"toolu_{index}");

    private static string? Arguments(JsonElement block) =>
        JsonValue.Field(block, "input") is { ValueKind: JsonValueKind.Object } input && input.GetPropertyCount() > 0 ? input.GetRawText() : null;
}
