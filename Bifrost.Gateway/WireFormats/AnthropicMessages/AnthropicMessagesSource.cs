using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Reads where pictures and documents are. Sources: platform.claude.com/docs/en/build-with-claude/vision, …/pdf-support,
/// …/citations (documents of text and of custom content), …/search-results, …/files.
/// </summary>
internal sealed class AnthropicMessagesSource(BodyFields fields, ChatRequest request)
{
    public MediaSource Read(JsonElement source, string prefix)
    {
        switch (fields.Needed(source, "type", prefix))
        {
            case "base64":
                return MediaSource.OfData(fields.Needed(source, "data", prefix), fields.Text(source, "media_type", prefix));
            case "url":
                return MediaSource.OfUrlOrData(fields.Needed(source, "url", prefix));
            case "text":
                return MediaSource.OfText(fields.Needed(source, "data", prefix), fields.Text(source, "media_type", prefix) ?? "text/plain");
            case "file":
                // How long it is, the vendor alone knows.
                request.IsOpenEnded = true;
                return MediaSource.OfFile(fields.Needed(source, "file_id", prefix));
            default:
                fields.Wrong(prefix + "type", "base64, url, text, content or file");
                return MediaSource.OfText("");
        }
    }

    public void ReadDocument(JsonElement block, string prefix, List<ContentPart> into)
    {
        if (fields.Object(block, "source", prefix) is not { } source)
        {
            fields.Wrong(prefix + "source", "given as an object");
            return;
        }

        var pictures = new List<ContentPart>();
        var place = JsonValue.Text(source, "type") == "content" ? Custom(source, prefix + "source.", pictures) : Read(source, prefix + "source.");
        into.AddRange(pictures);
        into.Add(new FilePart(place)
        {
            Name = fields.Text(block, "title", prefix),
            Context = fields.Text(block, "context", prefix),
            WantsCitations = WantsCitations(block, prefix),
        });
    }

    /// <summary>A passage that a search of the caller's own found: a document of text by another name.</summary>
    public void ReadSearchResult(JsonElement block, string prefix, List<ContentPart> into)
    {
        var rest = new List<ContentPart>();
        into.Add(new FilePart(Custom(block, prefix, rest))
        {
            Name = fields.Text(block, "title", prefix),
            Context = fields.Text(block, "source", prefix),
            WantsCitations = WantsCitations(block, prefix),
        });
    }

    private bool WantsCitations(JsonElement block, string prefix) =>
        fields.Object(block, "citations", prefix) is { } citations && (fields.Flag(citations, "enabled", prefix + "citations.") ?? false);

    /// <summary>A document in blocks becomes one text, its pieces a line each.</summary>
    private MediaSource Custom(JsonElement source, string prefix, List<ContentPart> pictures)
    {
        var parts = new List<ContentPart>();
        if (JsonValue.Field(source, "content") is { } content)
        {
            new AnthropicMessagesContentReader(fields, request).ReadContent(content, prefix + "content", parts);
        }

        pictures.AddRange(parts.Where(x => x is ImagePart));
        return MediaSource.OfText(string.Join('\n', parts.OfType<TextPart>().Select(x => x.Text)));
    }
}
