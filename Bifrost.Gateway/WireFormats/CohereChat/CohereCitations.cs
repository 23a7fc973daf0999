using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>Citations (docs.cohere.com/docs/rag-citations): the words they belong to, and the sources: documents, or what a tool gave.</summary>
internal static class CohereCitations
{
    /// <summary>One for each source; one without any where no source is named.</summary>
    public static IEnumerable<Citation> Read(JsonElement citation)
    {
        var (text, start, end) = (JsonValue.Text(citation, "text"), JsonValue.Whole(citation, "start"), JsonValue.Whole(citation, "end"));
        var any = false;
        foreach (var source in JsonValue.Items(citation, "sources"))
        {
            any = true;
            var about = JsonValue.Field(source, "document") ?? JsonValue.Field(source, "tool_output") ?? default;
            yield return new Citation(
                text, JsonValue.Text(about, "title"), JsonValue.Text(about, "url"), JsonValue.Text(source, "type") == "document" ? Number(JsonValue.Text(source, "id")) : null, start, end);
        }

        if (!any)
        {
            yield return new Citation(text, Start: start, End: end);
        }
    }

    /// <summary>The text that a citation of a whole message belongs to.</summary>
    public static TextPart? Find(List<ContentPart> parts, JsonElement citation) =>
        JsonValue.Whole(citation, "content_index") is { } at && at >= 0 && at < parts.Count && parts[(int)at] is TextPart named
            ? named
            : parts.OfType<TextPart>().FirstOrDefault();

    public static void Write(Utf8JsonWriter json, Citation citation, int contentIndex)
    {
        json.WriteStartObject();
        json.WriteNumber("start", citation.Start ?? 0);
        json.WriteNumber("end", citation.End ?? 0);
        json.WriteString("text", citation.Text ?? "");
        json.WriteStartArray("sources");
        json.WriteStartObject();
        json.WriteString("type", "document");
        json.WriteString("id", Id(citation.Source ?? 0));
        json.WriteStartObject("document");
        json.WriteString("id", Id(citation.Source ?? 0));
        if (citation.Title is { } title)
        {
            json.WriteString("title", title);
        }

        if (citation.Url is { } url)
        {
            json.WriteString("url", url);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteNumber("content_index", contentIndex);
        json.WriteString("type", "TEXT_CONTENT");
        json.WriteEndObject();
    }

    /// <summary>As Cohere itself names documents without ids.</summary>
    public static string Id(int document) => string.Create(CultureInfo.InvariantCulture, $"doc:{document}");

    private static int? Number(string? id) =>
        id is not null && id.StartsWith("doc:", StringComparison.Ordinal) && int.TryParse(id.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
