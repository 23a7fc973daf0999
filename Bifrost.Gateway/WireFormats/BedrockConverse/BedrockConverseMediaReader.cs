using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Reads pictures, documents, clips and search results. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ImageBlock.html,
/// …_DocumentBlock, …_DocumentSource, …_AudioBlock, …_SearchResultBlock, …_S3Location.
/// </summary>
internal sealed class BedrockConverseMediaReader(BodyFields fields, ChatRequest request)
{
    /// <summary>Null for a block of another kind.</summary>
    public ContentPart? Read(JsonElement block, string path)
    {
        if (fields.Object(block, "image", path) is { } image)
        {
            return new ImagePart(Source(image, "image/" + fields.Needed(image, "format", $"{path}.image"), $"{path}.image"));
        }

        if (fields.Object(block, "document", path) is { } document)
        {
            return Document(document, $"{path}.document");
        }

        if (fields.Object(block, "audio", path) is { } audio)
        {
            var format = fields.Needed(audio, "format", $"{path}.audio");
            return new AudioPart(Source(audio, "audio/" + (format == "mp3" ? "mpeg" : format), $"{path}.audio"));
        }

        if (fields.Object(block, "searchResult", path) is { } found)
        {
            var at = $"{path}.searchResult";
            return new FilePart(MediaSource.OfText(Texts(found)))
            {
                Name = fields.Text(found, "title", at),
                Context = fields.Text(found, "source", at),
                WantsCitations = WantsCitations(found, at),
            };
        }

        return null;
    }

    private FilePart Document(JsonElement document, string path) =>
        new(Source(document, BedrockConverseNames.DocumentType(fields.Text(document, "format", path)), path))
        {
            Name = fields.Text(document, "name", path),
            Context = fields.Text(document, "context", path),
            WantsCitations = WantsCitations(document, path),
        };

    private MediaSource Source(JsonElement media, string? type, string path)
    {
        var source = fields.Object(media, "source", path) ?? default;
        var at = $"{path}.source";
        if (fields.Text(source, "bytes", at) is { } bytes)
        {
            return MediaSource.OfData(bytes, type);
        }

        if (fields.Text(source, "text", at) is { } text)
        {
            return MediaSource.OfText(text, type ?? "text/plain");
        }

        if (JsonValue.Field(source, "content") is not null)
        {
            return MediaSource.OfText(Texts(source), type ?? "text/plain");
        }

        if (fields.Object(source, "s3Location", at) is { } place)
        {
            // How long it is, the vendor alone knows.
            request.IsOpenEnded = true;
            return MediaSource.OfFile(fields.Needed(place, "uri", $"{at}.s3Location"));
        }

        fields.Wrong($"{path}.source", "bytes, text, content or s3Location");
        return MediaSource.OfText("");
    }

    private bool WantsCitations(JsonElement block, string path) =>
        fields.Object(block, "citations", path) is { } citations && (fields.Flag(citations, "enabled", $"{path}.citations") ?? false);

    private static string Texts(JsonElement parent) => string.Join('\n', JsonValue.Items(parent, "content").Select(x => JsonValue.Text(x, "text")));
}
