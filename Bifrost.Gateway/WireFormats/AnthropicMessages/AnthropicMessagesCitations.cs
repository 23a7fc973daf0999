using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Citations both ways. Source: platform.claude.com/docs/en/build-with-claude/citations, …/agents-and-tools/tool-use/web-search-tool.
/// </summary>
internal static class AnthropicMessagesCitations
{
    public static Citation Read(JsonElement citation)
    {
        var text = JsonValue.Text(citation, "cited_text");
        var title = JsonValue.Text(citation, "document_title") ?? JsonValue.Text(citation, "title");
        var source = JsonValue.Whole(citation, "document_index") is { } index and >= 0 and < int.MaxValue ? (int)index : (int?)null;
        return JsonValue.Text(citation, "type") switch
        {
            "char_location" => new Citation(text, title, null, source, JsonValue.Whole(citation, "start_char_index"), JsonValue.Whole(citation, "end_char_index")),
            "page_location" => new Citation(text, title, null, source,
                PageStart: JsonValue.Whole(citation, "start_page_number"), PageEnd: JsonValue.Whole(citation, "end_page_number")),
            "web_search_result_location" => new Citation(text, title, JsonValue.Text(citation, "url")),
            "search_result_location" => new Citation(text, title, JsonValue.Text(citation, "source")),
            _ => new Citation(text, title, null, source),
        };
    }

    /// <summary>Writes an object; whatever the dialect demands and nobody said is empty.</summary>
    public static void Write(Utf8JsonWriter json, Citation citation)
    {
        json.WriteStartObject();
        if (citation is { Url: { } url, Source: null })
        {
            json.WriteString("type", "web_search_result_location");
            json.WriteString("cited_text", citation.Text ?? "");
            json.WriteString("url", url);
            json.WriteString("title", citation.Title);
            json.WriteString("encrypted_index", "");
        }
        else
        {
            var paged = citation.PageStart is not null;
            json.WriteString("type", paged ? "page_location" : "char_location");
            json.WriteString("cited_text", citation.Text ?? "");
            json.WriteNumber("document_index", citation.Source ?? 0);
            json.WriteString("document_title", citation.Title);
            json.WriteNumber(paged ? "start_page_number" : "start_char_index", (paged ? citation.PageStart : citation.Start) ?? 0);
            json.WriteNumber(paged ? "end_page_number" : "end_char_index", (paged ? citation.PageEnd : citation.End) ?? 0);
        }

        json.WriteEndObject();
    }
}
