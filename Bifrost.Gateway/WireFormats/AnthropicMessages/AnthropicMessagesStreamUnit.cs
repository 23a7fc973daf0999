using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>The fields of one event's object, as slices of its bytes. Source: platform.claude.com/docs/en/build-with-claude/streaming.</summary>
internal ref struct AnthropicMessagesStreamUnit
{
    public ReadOnlySpan<byte> Type { get; private set; }

    /// <summary>Of the block; -1 where none is given.</summary>
    public long Index { get; private set; }

    public ReadOnlySpan<byte> Delta { get; private set; }

    public ReadOnlySpan<byte> Block { get; private set; }

    public ReadOnlySpan<byte> Message { get; private set; }

    public ReadOnlySpan<byte> Usage { get; private set; }

    /// <exception cref="JsonException">The data is no JSON object.</exception>
    public static AnthropicMessagesStreamUnit Parse(ReadOnlySpan<byte> data)
    {
        var unit = new AnthropicMessagesStreamUnit { Index = -1 };
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.String when name.SequenceEqual("type"u8):
                    unit.Type = reader.ValueSpan;
                    break;
                case JsonTokenType.Number when name.SequenceEqual("index"u8) && reader.TryGetInt64(out var index):
                    unit.Index = index;
                    break;
                case JsonTokenType.StartObject:
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    unit.Take(name, data[start..(int)reader.BytesConsumed]);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // Nothing may follow the object.
        reader.Read();
        return unit;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("delta"u8))
        {
            Delta = value;
        }
        else if (name.SequenceEqual("content_block"u8))
        {
            Block = value;
        }
        else if (name.SequenceEqual("message"u8))
        {
            Message = value;
        }
        else if (name.SequenceEqual("usage"u8))
        {
            Usage = value;
        }
    }
}
