using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Where the values of an answer's or a chunk's own fields stand: vendors order them differently.</summary>
internal struct OpenAiChatHead
{
    public JsonRange Id;
    public JsonRange Model;
    public JsonRange Tier;
    public JsonRange Choices;
    public JsonRange Usage;
    public JsonRange Error;

    public readonly bool HasChoices => Choices.Length > 2;

    /// <summary>Reads the whole object; all is absent for what is none.</summary>
    /// <exception cref="JsonException">It is no JSON, or nested too deep.</exception>
    public static OpenAiChatHead Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var head = default(OpenAiChatHead);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            head.ReadFields(ref reader);

            // Nothing may follow the object.
            reader.Read();
        }

        return head;
    }

    private void ReadFields(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            var value = OpenAiChatAnswerReader.Value(ref reader);
            switch (name)
            {
                case var _ when name.SequenceEqual("choices"u8):
                    Choices = value;
                    break;
                case var _ when name.SequenceEqual("id"u8):
                    Id = value;
                    break;
                case var _ when name.SequenceEqual("model"u8):
                    Model = value;
                    break;
                case var _ when name.SequenceEqual("usage"u8):
                    Usage = value;
                    break;
                case var _ when name.SequenceEqual("service_tier"u8):
                    Tier = value;
                    break;
                case var _ when name.SequenceEqual("error"u8):
                    Error = value;
                    break;
            }
        }
    }
}
