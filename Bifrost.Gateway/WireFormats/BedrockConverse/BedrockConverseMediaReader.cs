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
    public ContentPart? Read(JsonElement block, string prefix)
    {
        if (fields.Object(block, "image", prefix) is { } image)
        {
            return new ImagePart(Source(image, "image/" + fields.Needed(image, "format", prefix + "image."), prefix + "image."));
        }

        if (fields.Object(block, "document", prefix) is { } document)
        {
            return Document(document, prefix + "document.");
        }

        if (fields.Object(block, "audio", prefix) is { } audio)
        {
            var format = fields.Needed(audio, "format", prefix + "audio.");
            return new AudioPart(Source(audio, "audio/" + (format == "mp3" ? "mpeg" : format), prefix + "audio."));
        }

        if (fields.Object(block, "searchResult", prefix) is { } found)
        {
            var at = prefix + "searchResult.";
            return new FilePart(MediaSource.OfText(Texts(found)))
            {
                Name = fields.Text(found, "title", at),
                Context = fields.Text(found, "source", at),
                WantsCitations = WantsCitations(found, at),
            };
        }

        return null;
    }

    private FilePart Document(JsonElement document, string prefix) =>
        new(Source(document, BedrockConverseNames.DocumentType(fields.Text(document, "format", prefix)), prefix))
        {
            Name = fields.Text(document, "name", prefix),
            Context = fields.Text(document, "context", prefix),
            WantsCitations = WantsCitations(document, prefix),
        };

    private MediaSource Source(JsonElement media, string? type, string prefix)
    {
        var source = fields.Object(media, "source", prefix) ?? default;
        var at = prefix + "source.";
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
            return MediaSource.OfFile(fields.Needed(place, "uri", at + "s3Location."));
        }

        fields.Wrong(prefix + "source", "bytes, text, content or s3Location");
        return MediaSource.OfText("");
    }

    private bool WantsCitations(JsonElement block, string prefix) =>
        fields.Object(block, "citations", prefix) is { } citations && (fields.Flag(citations, "enabled", prefix + "citations.") ?? false);

    private static string Texts(JsonElement parent) => string.Join('\n', JsonValue.Items(parent, "content").Select(x => JsonValue.Text(x, "text")));
}
