using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Reads where pictures and documents are. Sources: platform.claude.com/docs/en/build-with-claude/vision, …/pdf-support,
/// …/citations (documents of text and of custom content), …/search-results, …/files.
/// </summary>
internal sealed class AnthropicMessagesSource(BodyFields fields, ChatRequest request)
{
    public MediaSource Read(JsonElement source, string path)
    {
        switch (fields.Needed(source, "type", path))
        {
            case "base64":
                return MediaSource.OfData(fields.Needed(source, "data", path), fields.Text(source, "media_type", path));
            case "url":
                return MediaSource.OfUrlOrData(fields.Needed(source, "url", path));
            case "text":
                return MediaSource.OfText(fields.Needed(source, "data", path), fields.Text(source, "media_type", path) ?? "text/plain");
            case "file":
                // How long it is, the vendor alone knows.
                request.IsOpenEnded = true;
                return MediaSource.OfFile(fields.Needed(source, "file_id", path));
            default:
                fields.Wrong($"{path}.type", "base64, url, text, content or file");
                return MediaSource.OfText("");
        }
    }

    public void ReadDocument(JsonElement block, string path, List<ContentPart> into)
    {
        if (fields.Object(block, "source", path) is not { } source)
        {
            fields.Wrong($"{path}.source", "given as an object");
            return;
        }

        var pictures = new List<ContentPart>();
        var place = JsonValue.Text(source, "type") == "content" ? Custom(source, $"{path}.source", pictures) : Read(source, $"{path}.source");
        into.AddRange(pictures);
        into.Add(new FilePart(place)
        {
            Name = fields.Text(block, "title", path),
            Context = fields.Text(block, "context", path),
            WantsCitations = WantsCitations(block, path),
        });
    }

    /// <summary>A passage that a search of the caller's own found: a document of text by another name.</summary>
    public void ReadSearchResult(JsonElement block, string path, List<ContentPart> into)
    {
        var rest = new List<ContentPart>();
        into.Add(new FilePart(Custom(block, path, rest))
        {
            Name = fields.Text(block, "title", path),
            Context = fields.Text(block, "source", path),
            WantsCitations = WantsCitations(block, path),
        });
    }

    private bool WantsCitations(JsonElement block, string path) =>
        fields.Object(block, "citations", path) is { } citations && (fields.Flag(citations, "enabled", $"{path}.citations") ?? false);

    /// <summary>A document in blocks becomes one text, its pieces a line each.</summary>
    private MediaSource Custom(JsonElement source, string path, List<ContentPart> pictures)
    {
        var parts = new List<ContentPart>();
        if (JsonValue.Field(source, "content") is { } content)
        {
            new AnthropicMessagesContentReader(fields, request).ReadContent(content, $"{path}.content", parts);
        }

        pictures.AddRange(parts.Where(x => x is ImagePart));
        return MediaSource.OfText(string.Join('\n', parts.OfType<TextPart>().Select(x => x.Text)));
    }
}
