using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// Tells what is in a <c>message</c> or a <c>delta</c>, in the order in which it was made rather than in that of its fields: thoughts,
/// words, calls.
/// </summary>
internal sealed class OpenAiChatMessageFields
{
    private readonly OpenAiChatCallReader _calls;

    public OpenAiChatMessageFields() => _calls = new OpenAiChatCallReader(Parts);

    public OpenAiChatParts Parts { get; } = new();

    /// <param name="data">An object.</param>
    /// <param name="sink">Is told.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public void Tell(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var found = Find(data);
        if (Slice(data, found.Details) is [(byte)'[', not (byte)']', ..] details)
        {
            OpenAiChatRareFields.TellDetails(details, Parts, sink);
        }
        else
        {
            Parts.Add(AnswerPartKind.Thinking, Words(data, found.Thoughts), sink);
        }

        if (Slice(data, found.Content) is [(byte)'[', ..] list)
        {
            OpenAiChatRareFields.TellContent(list, Parts, sink);
        }
        else
        {
            Parts.Add(AnswerPartKind.Text, Words(data, found.Content), sink);
        }

        Parts.Add(AnswerPartKind.Refusal, Words(data, found.Refusal), sink);
        if (found.Rare.Length > 0)
        {
            OpenAiChatRareFields.TellRare(data, Parts, sink);
        }

        if (found.Calls.Length > 0)
        {
            _calls.Tell(Slice(data, found.Calls), sink);
        }

        if (found.Function.Length > 0)
        {
            _calls.TellFunction(Slice(data, found.Function), sink);
        }
    }

    private static Found Find(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        var found = default(Found);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            var value = OpenAiChatAnswerReader.Value(ref reader);
            switch (name)
            {
                case var _ when name.SequenceEqual("content"u8):
                    found.Content = value;
                    break;
                case var _ when name.SequenceEqual("tool_calls"u8):
                    found.Calls = value;
                    break;
                case var _ when name.SequenceEqual("reasoning_content"u8) || (name.SequenceEqual("reasoning"u8) && found.Thoughts.Length == 0):
                    found.Thoughts = value;
                    break;
                case var _ when name.SequenceEqual("reasoning_details"u8):
                    found.Details = value;
                    break;
                case var _ when name.SequenceEqual("refusal"u8):
                    found.Refusal = value;
                    break;
                case var _ when name.SequenceEqual("function_call"u8):
                    found.Function = value;
                    break;
                case var _ when value.Length > 2 && (name.SequenceEqual("annotations"u8) || name.SequenceEqual("images"u8) || name.SequenceEqual("audio"u8)):
                    found.Rare = value;
                    break;
            }
        }

        return found;
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> data, JsonRange range) => OpenAiChatAnswerReader.Of(data, range);

    /// <summary>A string's raw bytes between its quotes; empty for anything else.</summary>
    internal static ReadOnlySpan<byte> Words(ReadOnlySpan<byte> data, JsonRange range) =>
        Slice(data, range) is [(byte)'"', .. var raw, (byte)'"'] ? raw : default;

    private struct Found
    {
        public JsonRange Content;
        public JsonRange Thoughts;
        public JsonRange Details;
        public JsonRange Refusal;
        public JsonRange Calls;
        public JsonRange Function;

        /// <summary>Annotations, images or audio: any of them.</summary>
        public JsonRange Rare;
    }
}
