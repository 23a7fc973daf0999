using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Writes the parts of an answer.</summary>
internal static class GeminiAnswerParts
{
    /// <summary>Opens an answer and its candidate's list of parts.</summary>
    public static void Open(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("candidates"u8);
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
    }

    /// <summary>Closes the parts and the content; the candidate goes on.</summary>
    public static void CloseContent(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
    }

    /// <summary>Closes the candidate and its list; the answer goes on.</summary>
    public static void CloseCandidate(Utf8JsonWriter json)
    {
        json.WriteNumber("index"u8, 0);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> text, bool isThought)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        if (isThought)
        {
            json.WriteBoolean("thought"u8, true);
        }

        json.WriteEndObject();
    }

    /// <summary>A thought with the signature that another vendor gave it.</summary>
    public static void Signed(Utf8JsonWriter json, string text, string wrapped)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteBoolean("thought", true);
        json.WriteString("thoughtSignature", wrapped);
        json.WriteEndObject();
    }

    /// <param name="args">A JSON object.</param>
    public static void Call(Utf8JsonWriter json, string id, string name, JsonElement args, string? signature)
    {
        json.WriteStartObject();
        json.WriteStartObject("functionCall");
        json.WriteString("id", id);
        json.WriteString("name", name);
        json.WritePropertyName("args");
        JsonValue.WriteRaw(json, args);
        json.WriteEndObject();
        if (signature is not null)
        {
            json.WriteString("thoughtSignature", GeminiSignature.Wrap(signature));
        }

        json.WriteEndObject();
    }

    public static void Media(Utf8JsonWriter json, string base64, string type)
    {
        json.WriteStartObject();
        GeminiMedia.WriteInline(json, base64, type);
        json.WriteEndObject();
    }
}
