using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// An annotation of the type <c>url_citation</c>: nested in chat, flat in responses. Offsets are characters of the answer's text.
/// Source: developers.openai.com/api/docs/guides/tools-web-search.
/// </summary>
internal static class UrlCitation
{
    /// <summary>Reads either form; null for an annotation of another type.</summary>
    public static Citation? Read(JsonElement annotation)
    {
        var inner = JsonValue.Field(annotation, "url_citation") ?? annotation;
        return JsonValue.Text(annotation, "type") != "url_citation" || JsonValue.Text(inner, "url") is not { } url ? null
            : new Citation(
                JsonValue.Text(inner, "content"), JsonValue.Text(inner, "title"), url,
                Start: JsonValue.Whole(inner, "start_index"), End: JsonValue.Whole(inner, "end_index"));
    }

    /// <summary>Whether the dialects can tell of it: a source without an address has no form here.</summary>
    public static bool Fits(Citation citation) => citation.Url is not null;

    /// <summary>Writes the annotation as an object.</summary>
    public static void Write(Utf8JsonWriter json, Citation citation, bool nested)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "url_citation"u8);
        if (nested)
        {
            json.WriteStartObject("url_citation"u8);
        }

        json.WriteString("url"u8, citation.Url);
        json.WriteString("title"u8, citation.Title ?? "");
        // An offset in the source rather than in the answer would point at the wrong words.
        var inAnswer = citation.Source is null;
        json.WriteNumber("start_index"u8, inAnswer ? citation.Start ?? 0 : 0);
        json.WriteNumber("end_index"u8, inAnswer ? citation.End ?? 0 : 0);
        if (nested)
        {
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
