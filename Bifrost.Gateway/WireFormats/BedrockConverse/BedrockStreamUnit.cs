using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// A <c>contentBlockDelta</c>, as slices of its bytes. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlockDelta.html,
/// …_ReasoningContentBlockDelta, …_ToolUseBlockDelta.
/// </summary>
internal ref struct BedrockStreamUnit
{
    /// <summary>Of the block; -1 where none is given.</summary>
    public long Index { get; private set; }

    public BedrockDeltaKind Kind { get; private set; }

    /// <summary>The string's raw bytes between its quotes; of a citation its object.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool IsEscaped { get; private set; }

    /// <exception cref="JsonException">The payload is no JSON object.</exception>
    public static BedrockStreamUnit Parse(ReadOnlySpan<byte> payload)
    {
        var unit = new BedrockStreamUnit { Index = -1 };
        var reader = new Utf8JsonReader(payload);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("delta"u8) && reader.TokenType == JsonTokenType.StartObject)
            {
                unit.ReadDelta(ref reader, payload);
            }
            else if (name.SequenceEqual("contentBlockIndex"u8) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var index))
            {
                unit.Index = index;
            }
            else
            {
                reader.Skip();
            }
        }

        // Nothing may follow the object.
        reader.Read();
        return unit;
    }

    private void ReadDelta(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && name.SequenceEqual("text"u8))
            {
                Take(BedrockDeltaKind.Text, ref reader);
            }
            else if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("toolUse"u8))
            {
                ReadInner(ref reader, isReasoning: false);
            }
            else if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("reasoningContent"u8))
            {
                ReadInner(ref reader, isReasoning: true);
            }
            else
            {
                var start = (int)reader.TokenStartIndex;
                var isCitation = reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("citation"u8);
                reader.Skip();
                if (isCitation)
                {
                    Kind = BedrockDeltaKind.Citation;
                    Value = payload[start..(int)reader.BytesConsumed];
                }
            }
        }
    }

    private void ReadInner(ref Utf8JsonReader reader, bool isReasoning)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            var kind = isReasoning ? KindOf(name) : name.SequenceEqual("input"u8) ? BedrockDeltaKind.ToolInput : BedrockDeltaKind.None;
            if (reader.TokenType == JsonTokenType.String && kind != BedrockDeltaKind.None)
            {
                Take(kind, ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Take(BedrockDeltaKind kind, ref Utf8JsonReader reader)
    {
        Kind = kind;
        // Over one span a token is always in one piece, and a slice of that span.
        Value = reader.ValueSpan;
        IsEscaped = reader.ValueIsEscaped;
    }

    private static BedrockDeltaKind KindOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("text"u8) ? BedrockDeltaKind.Reasoning
        : name.SequenceEqual("signature"u8) ? BedrockDeltaKind.Signature
        : name.SequenceEqual("redactedContent"u8) ? BedrockDeltaKind.Redacted
        : BedrockDeltaKind.None;
}
