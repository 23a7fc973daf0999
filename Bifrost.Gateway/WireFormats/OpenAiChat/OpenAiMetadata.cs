using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>The caller's own names and values of OpenAI's <c>metadata</c>: text alone.</summary>
internal static class OpenAiMetadata
{
    public static void Read(JsonElement metadata, ChatRequest request, BodyFields fields)
    {
        foreach (var entry in metadata.EnumerateObject())
        {
            if (JsonValue.NameOf(entry) is { } name && JsonValue.Text(entry.Value) is { } value)
            {
                request.Metadata.Add(new(name, value));
            }
            else
            {
                fields.Wrong("metadata", "an object of strings");
            }
        }
    }

    public static void Write(Utf8JsonWriter json, List<KeyValuePair<string, string>> metadata)
    {
        json.WriteStartObject("metadata"u8);
        foreach (var (name, value) in metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
