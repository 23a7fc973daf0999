using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Where the values of one element of <c>choices</c> stand.</summary>
internal struct OpenAiChatChoice
{
    /// <summary>0 where it is not said.</summary>
    public long Index;

    /// <summary>Of <c>message</c> or <c>delta</c>.</summary>
    public JsonRange Message;

    /// <summary>Of <c>logprobs.content</c>.</summary>
    public JsonRange LogProbs;

    public JsonRange Finish;

    /// <summary>vLLM's <c>stop_reason</c>: which stop sequence came, or the id of a token.</summary>
    public JsonRange Stop;

    /// <summary>Reads the object under the reader and leaves the reader on its end.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public void Read(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            switch (name)
            {
                case var _ when name.SequenceEqual("delta"u8) || name.SequenceEqual("message"u8):
                    Message = OpenAiChatAnswerReader.Value(ref reader);
                    break;
                case var _ when name.SequenceEqual("finish_reason"u8):
                    Finish = OpenAiChatAnswerReader.Value(ref reader);
                    break;
                case var _ when name.SequenceEqual("logprobs"u8) && reader.TokenType == JsonTokenType.StartObject:
                    ReadLogProbs(ref reader);
                    break;
                case var _ when name.SequenceEqual("stop_reason"u8):
                    Stop = OpenAiChatAnswerReader.Value(ref reader);
                    break;
                case var _ when name.SequenceEqual("index"u8) && reader.TokenType == JsonTokenType.Number:
                    Index = reader.TryGetInt64(out var index) ? index : 0;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void ReadLogProbs(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = JsonText.Is(reader, "content"u8);
            reader.Read();
            if (isContent)
            {
                LogProbs = OpenAiChatAnswerReader.Value(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
