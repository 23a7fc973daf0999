using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Citations both ways. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Citation.html, …_CitationsDelta,
/// …_CitationLocation.
/// </summary>
internal static class BedrockConverseCitations
{
    public static Citation Read(JsonElement citation)
    {
        var text = string.Concat(JsonValue.Items(citation, "sourceContent").Select(x => JsonValue.Text(x, "text")));
        var read = new Citation(text.Length == 0 ? null : text, JsonValue.Text(citation, "title"), JsonValue.Text(citation, "source"));
        var location = JsonValue.Field(citation, "location") ?? default;
        if (JsonValue.Field(location, "web") is { } web)
        {
            return read with { Url = JsonValue.Text(web, "url") ?? read.Url };
        }

        if (JsonValue.Field(location, "documentPage") is { } page)
        {
            return read with { Source = Index(page), PageStart = JsonValue.Whole(page, "start"), PageEnd = JsonValue.Whole(page, "end") };
        }

        return JsonValue.Field(location, "documentChar") is { } chars
            ? read with { Source = Index(chars), Start = JsonValue.Whole(chars, "start"), End = JsonValue.Whole(chars, "end") }
            : JsonValue.Field(location, "documentChunk") is { } chunk ? read with { Source = Index(chunk) } : read;
    }

    /// <summary>Writes an object.</summary>
    public static void Write(Utf8JsonWriter json, Citation citation)
    {
        json.WriteStartObject();
        if (citation.Title is { } title)
        {
            json.WriteString("title", title);
        }

        if (citation.Text is { } text)
        {
            json.WriteStartArray("sourceContent");
            json.WriteStartObject();
            json.WriteString("text", text);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        WriteLocation(json, citation);
        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, Citation citation)
    {
        json.WriteStartObject("location");
        if (citation.Source is { } source)
        {
            var paged = citation.PageStart is not null;
            json.WriteStartObject(paged ? "documentPage" : "documentChar");
            json.WriteNumber("documentIndex", source);
            json.WriteNumber("start", (paged ? citation.PageStart : citation.Start) ?? 0);
            json.WriteNumber("end", (paged ? citation.PageEnd : citation.End) ?? 0);
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartObject("web");
            if (citation.Url is { } url)
            {
                json.WriteString("url", url);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static int? Index(JsonElement location) => JsonValue.Whole(location, "documentIndex") is { } index and >= 0 and < int.MaxValue ? (int)index : null;
}
