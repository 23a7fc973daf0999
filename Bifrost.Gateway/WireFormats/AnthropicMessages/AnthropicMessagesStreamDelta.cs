using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>What a block's delta holds, as slices of its bytes. Source: platform.claude.com/docs/en/build-with-claude/streaming.</summary>
internal ref struct AnthropicMessagesStreamDelta
{
    /// <summary><c>text_delta</c>, <c>input_json_delta</c>, <c>thinking_delta</c>, <c>signature_delta</c>, <c>citations_delta</c>.</summary>
    public ReadOnlySpan<byte> Type { get; private set; }

    /// <summary>The string's raw bytes between its quotes.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    public bool IsEscaped { get; private set; }

    public ReadOnlySpan<byte> Citation { get; private set; }

    /// <summary>It is the next piece of a block of this kind.</summary>
    public readonly bool Fits(AnswerPartKind kind) => kind switch
    {
        AnswerPartKind.Text => Type.SequenceEqual("text_delta"u8),
        AnswerPartKind.Thinking => Type.SequenceEqual("thinking_delta"u8),
        AnswerPartKind.ToolCall => Type.SequenceEqual("input_json_delta"u8),
        _ => false,
    };

    /// <param name="json">A well-formed object.</param>
    public static AnthropicMessagesStreamDelta Parse(ReadOnlySpan<byte> json)
    {
        var delta = new AnthropicMessagesStreamDelta();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.String when name.SequenceEqual("type"u8):
                    delta.Type = reader.ValueSpan;
                    break;
                case JsonTokenType.String when IsText(name):
                    delta.Text = reader.ValueSpan;
                    delta.IsEscaped = reader.ValueIsEscaped;
                    break;
                case JsonTokenType.StartObject when name.SequenceEqual("citation"u8):
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    delta.Citation = json[start..(int)reader.BytesConsumed];
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return delta;
    }

    private static bool IsText(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("text"u8) || name.SequenceEqual("partial_json"u8) || name.SequenceEqual("thinking"u8) || name.SequenceEqual("signature"u8);
}
