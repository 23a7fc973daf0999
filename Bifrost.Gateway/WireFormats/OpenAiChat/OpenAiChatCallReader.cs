using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Tells the calls of tools in a message or a delta.</summary>
internal sealed class OpenAiChatCallReader(OpenAiChatParts parts)
{
    /// <param name="data">The array <c>tool_calls</c>.</param>
    /// <param name="sink">Is told.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public void Tell(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var reader = new Utf8JsonReader(data);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        var position = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var call = new Call { Index = position++ };
            ReadCall(ref reader, ref call);
            TellCall(data, call, sink);
        }
    }

    /// <summary>A function of old, of which there is one alone and which has no id.</summary>
    public void TellFunction(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var reader = new Utf8JsonReader(data);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var call = default(Call);
            ReadFunction(ref reader, ref call);
            TellCall(data, call, sink);
        }
    }

    private static void ReadCall(ref Utf8JsonReader reader, ref Call call)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("index"u8) && reader.TokenType == JsonTokenType.Number)
            {
                call.Index = reader.TryGetInt64(out var index) ? index : call.Index;
            }
            else if ((name.SequenceEqual("function"u8) || name.SequenceEqual("custom"u8)) && reader.TokenType == JsonTokenType.StartObject)
            {
                call.IsCustom = name.Length == "custom".Length;
                ReadFunction(ref reader, ref call);
            }
            else
            {
                var value = OpenAiChatAnswerReader.Value(ref reader);
                call.Id = name.SequenceEqual("id"u8) ? value : call.Id;
                call.Extra = name.SequenceEqual("extra_content"u8) ? value : call.Extra;
            }
        }
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ref Call call)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            var value = OpenAiChatAnswerReader.Value(ref reader);
            call.Name = name.SequenceEqual("name"u8) ? value : call.Name;
            call.Arguments = name.SequenceEqual("arguments"u8) || name.SequenceEqual("input"u8) ? value : call.Arguments;
        }
    }

    private void TellCall(ReadOnlySpan<byte> data, in Call call, IAnswerSink sink)
    {
        if (parts.Call(call.Index, OpenAiChatAnswerReader.Text(data, call.Id), OpenAiChatAnswerReader.Text(data, call.Name), sink) is not { } known)
        {
            return;
        }

        // An object where OpenAI has text: some vendors do so.
        var fits = OpenAiChatAnswerReader.Of(data, call.Arguments) switch
        {
            [(byte)'"', .. var text, (byte)'"'] => call.IsCustom ? known.TellInput(text, sink) : known.Tell(text, text.Contains((byte)'\\'), sink),
            [(byte)'{', ..] and var json => known.TellObject(json, sink),
            _ => true,
        };
        if (!fits)
        {
            OpenAiChatParts.FailCall(sink);
            return;
        }

        if (call.Extra.Length > 0)
        {
            using var extra = JsonDocument.Parse(OpenAiChatAnswerReader.Of(data, call.Extra).ToArray());
            if (JsonValue.Field(extra.RootElement, "google") is { } google && JsonValue.Text(google, "thought_signature") is { } signature)
            {
                known.Sign(signature, sink);
            }
        }
    }

    private struct Call
    {
        public bool IsCustom;
        public long Index;
        public JsonRange Id;
        public JsonRange Name;
        public JsonRange Arguments;
        public JsonRange Extra;
    }
}
