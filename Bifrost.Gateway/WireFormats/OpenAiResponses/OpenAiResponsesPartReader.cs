using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.OpenAiChat;

namespace Bifrost.Gateway.WireFormats.OpenAiResponses;

/// <summary>Reads the content of a message or what a tool answered: text, or parts.</summary>
internal sealed class OpenAiResponsesPartReader(ChatRequest request, BodyFields fields)
{
    private static readonly HashSet<string> Known =
    [
        "type", "text", "annotations", "refusal", "image_url", "file_id", "detail", "input_audio", "filename", "file_data", "file_url", "cache_control",
        "prompt_cache_breakpoint",
    ];

    public void Read(JsonElement owner, string name, string path, List<ContentPart> parts)
    {
        if (JsonValue.Field(owner, name) is not { } content)
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            parts.Add(new TextPart(fields.TextOf(content, name, path) ?? ""));
            return;
        }

        path = $"{path}.{name}";
        if (content.ValueKind != JsonValueKind.Array)
        {
            fields.Wrong(path, "a string or an array of parts");
            return;
        }

        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var at = BodyFields.At(path, index++);
            if (fields.IsObject(part, at) && ReadPart(part, at) is { } read)
            {
                fields.Unknown(part, Known, at, request.Others);
                read.Cache = OpenAiChatPartReader.MarkOf(part);
                parts.Add(read);
            }
        }
    }

    private ContentPart? ReadPart(JsonElement part, string path)
    {
        switch (fields.Needed(part, "type", path))
        {
            case "input_text" or "text":
                return new TextPart(fields.Needed(part, "text", path));
            case "output_text":
                var text = new TextPart(fields.Needed(part, "text", path));
                foreach (var annotation in JsonValue.Items(part, "annotations"))
                {
                    if (UrlCitation.Read(annotation) is { } citation)
                    {
                        text.Citations.Add(citation);
                    }
                }

                return text;
            case "refusal":
                return new RefusalPart(fields.Needed(part, "refusal", path));
            case "input_image":
                return new ImagePart(ReadImage(part, path)) { Detail = fields.Text(part, "detail", path) };
            case "input_audio":
                var audio = fields.Object(part, "input_audio", path) ?? default;
                var format = fields.Needed(audio, "format", $"{path}.input_audio");
                return new AudioPart(MediaSource.OfData(fields.Needed(audio, "data", $"{path}.input_audio"), AudioFormats.MediaType(format)));
            case "input_file":
                return new FilePart(ReadFile(part, path)) { Name = fields.Text(part, "filename", path) };
            default:
                request.IsOpenEnded = true;
                request.Untranslatable ??= new ScanError(path, "Content of this type is known to its own vendor alone.");
                return null;
        }
    }

    private MediaSource ReadImage(JsonElement part, string path)
    {
        if (fields.Text(part, "file_id", path) is { } id)
        {
            request.IsOpenEnded = true;
            return MediaSource.OfFile(id);
        }

        return MediaSource.OfUrlOrData(fields.Needed(part, "image_url", path));
    }

    private MediaSource ReadFile(JsonElement part, string path)
    {
        if (fields.Text(part, "file_id", path) is { } id)
        {
            request.IsOpenEnded = true;
            return MediaSource.OfFile(id);
        }

        return fields.Text(part, "file_url", path) is { } url
            ? MediaSource.OfUrlOrData(url)
            : OpenAiChatPartReader.FileSource(fields.Needed(part, "file_data", path));
    }
}
