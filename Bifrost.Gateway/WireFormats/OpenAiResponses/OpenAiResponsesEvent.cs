using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>Where the values of one typed event stand. Source: developers.openai.com/api/reference/resources/responses/streaming-events.</summary>
internal ref struct OpenAiResponsesEvent
{
    private JsonRange _delta;

    /// <summary>Of the event, without its quotes; empty for none.</summary>
    public ReadOnlySpan<byte> Type { get; private set; }

    /// <summary>Raw bytes of a piece, between its quotes.</summary>
    public ReadOnlySpan<byte> Delta { get; private set; }

    /// <summary>Which item of the output; 0 where it is not said.</summary>
    public long OutputIndex { get; private set; }

    /// <summary>Log probabilities stand beside the piece.</summary>
    public bool HasLogProbs { get; private set; }

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static OpenAiResponsesEvent Read(ReadOnlySpan<byte> data)
    {
        var read = default(OpenAiResponsesEvent);
        var reader = new Utf8JsonReader(data);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            read.ReadFields(ref reader, data);
        }

        return read;
    }

    private void ReadFields(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("output_index"u8) && reader.TokenType == JsonTokenType.Number)
            {
                OutputIndex = reader.TryGetInt64(out var index) ? index : 0;
                continue;
            }

            var value = OpenAiChatAnswerReader.Value(ref reader);
            if (name.SequenceEqual("type"u8))
            {
                Type = OpenAiChatMessageFields.Words(data, value);
            }
            else if (name.SequenceEqual("delta"u8))
            {
                _delta = value;
            }
            else if (name.SequenceEqual("logprobs"u8))
            {
                HasLogProbs = value.Length > 2;
            }
        }

        Delta = OpenAiChatMessageFields.Words(data, _delta);
    }
}
