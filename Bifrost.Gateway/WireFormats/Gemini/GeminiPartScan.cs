using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// One part of an answer, in slices of its event: its fields come in any order, and what its text is (<c>thought</c>) may stand
/// behind it.
/// </summary>
internal ref struct GeminiPartScan
{
    /// <summary>Between its quotes.</summary>
    public ReadOnlySpan<byte> Text;

    public bool TextIsEscaped;

    public bool HasText;

    public bool IsThought;

    public string? Signature;

    public string? CallName;

    public string? CallId;

    /// <summary>The call's arguments as they stand there; empty for none.</summary>
    public ReadOnlySpan<byte> Args;

    public string? MediaType;

    /// <summary>Between its quotes.</summary>
    public ReadOnlySpan<byte> Media;

    public bool MediaIsEscaped;

    public string? Code;

    public string? Printed;

    /// <summary>Reads the object under the reader to its end.</summary>
    public static GeminiPartScan Of(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        var part = default(GeminiPartScan);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("text"u8) && reader.TokenType == JsonTokenType.String)
            {
                part.Text = reader.ValueSpan;
                (part.TextIsEscaped, part.HasText) = (reader.ValueIsEscaped, true);
            }
            else if (name.SequenceEqual("thought"u8))
            {
                part.IsThought = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else if (name.SequenceEqual("thoughtSignature"u8) || name.SequenceEqual("thought_signature"u8))
            {
                part.Signature = Decoded(ref reader);
            }
            else
            {
                part.ReadObject(ref reader, name, data);
            }
        }

        return part;
    }

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> data)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (kind.SequenceEqual("functionCall"u8) || kind.SequenceEqual("function_call"u8))
            {
                ReadCall(ref reader, name, data);
            }
            else if (kind.SequenceEqual("inlineData"u8) || kind.SequenceEqual("inline_data"u8))
            {
                ReadMedia(ref reader, name);
            }
            else if (kind.SequenceEqual("executableCode"u8) && name.SequenceEqual("code"u8))
            {
                Code = Decoded(ref reader);
            }
            else if (kind.SequenceEqual("codeExecutionResult"u8) && name.SequenceEqual("output"u8))
            {
                Printed = Decoded(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("name"u8))
        {
            CallName = Decoded(ref reader);
        }
        else if (name.SequenceEqual("id"u8))
        {
            CallId = Decoded(ref reader);
        }
        else
        {
            var start = (int)reader.TokenStartIndex;
            var isArgs = name.SequenceEqual("args"u8) && reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            Args = isArgs ? data[start..(int)reader.BytesConsumed] : Args;
        }
    }

    private void ReadMedia(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("mimeType"u8) || name.SequenceEqual("mime_type"u8))
        {
            MediaType = Decoded(ref reader);
        }
        else if (name.SequenceEqual("data"u8) && reader.TokenType == JsonTokenType.String)
        {
            Media = reader.ValueSpan;
            MediaIsEscaped = reader.ValueIsEscaped;
        }
        else
        {
            reader.Skip();
        }
    }

    private static string? Decoded(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonText.TryDecode(ref reader, out var text) ? text : null;
        }

        reader.Skip();
        return null;
    }
}
