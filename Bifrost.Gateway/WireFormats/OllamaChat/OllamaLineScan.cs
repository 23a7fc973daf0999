using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>What a line of an answer brings, in slices of it; a whole answer is one line (docs.ollama.com/api/chat).</summary>
internal ref struct OllamaLineScan
{
    public ReadOnlySpan<byte> Model;

    public bool ModelIsEscaped;

    public bool HasMessage;

    /// <summary>Between its quotes.</summary>
    public ReadOnlySpan<byte> Content;

    public bool ContentIsEscaped;

    public ReadOnlySpan<byte> Thinking;

    public bool ThinkingIsEscaped;

    public JsonElement? Calls;

    public JsonElement? LogProbs;

    public bool Done;

    public string? Reason;

    public string? Error;

    public long? Input;

    public long? Output;

    /// <exception cref="JsonException">The line is no JSON object.</exception>
    public static OllamaLineScan Of(ReadOnlySpan<byte> line)
    {
        var scan = default(OllamaLineScan);
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 256 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            scan.ReadField(ref reader, name);
        }

        // Nothing may follow the object.
        if (reader.Read())
        {
            throw new JsonException();
        }

        return scan;
    }

    private void ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        var isText = reader.TokenType == JsonTokenType.String;
        if (name.SequenceEqual("model"u8) && isText)
        {
            Model = reader.ValueSpan;
            ModelIsEscaped = reader.ValueIsEscaped;
        }
        else if (name.SequenceEqual("message"u8) && reader.TokenType == JsonTokenType.StartObject)
        {
            HasMessage = true;
            ReadMessage(ref reader);
        }
        else if (name.SequenceEqual("done"u8))
        {
            Done = reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }
        else if (name.SequenceEqual("done_reason"u8) && isText)
        {
            Reason = JsonText.TryDecode(ref reader, out var text) ? text : null;
        }
        else if (name.SequenceEqual("error"u8) && isText)
        {
            Error = JsonText.TryDecode(ref reader, out var text) ? text : "";
        }
        else if (reader.TokenType == JsonTokenType.Number)
        {
            Input = name.SequenceEqual("prompt_eval_count"u8) ? Count(ref reader) : Input;
            Output = name.SequenceEqual("eval_count"u8) ? Count(ref reader) : Output;
        }
        else if (name.SequenceEqual("logprobs"u8) && reader.TokenType == JsonTokenType.StartArray)
        {
            LogProbs = JsonElement.ParseValue(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadMessage(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("content"u8) && reader.TokenType == JsonTokenType.String)
            {
                Content = reader.ValueSpan;
                ContentIsEscaped = reader.ValueIsEscaped;
            }
            else if (name.SequenceEqual("thinking"u8) && reader.TokenType == JsonTokenType.String)
            {
                Thinking = reader.ValueSpan;
                ThinkingIsEscaped = reader.ValueIsEscaped;
            }
            else if (name.SequenceEqual("tool_calls"u8) && reader.TokenType == JsonTokenType.StartArray)
            {
                Calls = JsonElement.ParseValue(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>One that cannot be true is told as one that is never billed.</summary>
    private static long Count(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var count) && count is >= 0 and < TokenUsage.Ceiling ? count : TokenUsage.Ceiling;
}
