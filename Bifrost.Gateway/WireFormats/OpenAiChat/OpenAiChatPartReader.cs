using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Reads the parts of a message's content. Source: developers.openai.com/api/reference/resources/chat.</summary>
internal sealed class OpenAiChatPartReader(ChatRequest request, BodyFields fields)
{
    private static readonly HashSet<string> Known = ["type", "text", "refusal", "image_url", "input_audio", "file", "cache_control", "prompt_cache_breakpoint"];

    /// <summary>Reads <c>content</c>: text, or an array of parts; nothing where it is null.</summary>
    public void Read(JsonElement message, string path, List<ContentPart> parts)
    {
        if (JsonValue.Field(message, "content") is not { } content)
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            parts.Add(new TextPart(fields.TextOf(content, "content", path) ?? ""));
            return;
        }

        path += ".content";
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
                read.Cache = MarkOf(part);
                parts.Add(read);
            }
        }
    }

    /// <summary>The same, or what OpenAI has for it since GPT-5.6: developers.openai.com/api/docs/guides/prompt-caching.</summary>
    public static CacheMarker? MarkOf(JsonElement part) =>
        CacheOf(part) ?? (JsonValue.Field(part, "prompt_cache_breakpoint") is { ValueKind: JsonValueKind.Object } ? new CacheMarker(null) : null);

    /// <summary>The marker that OpenRouter, LiteLLM and Alibaba take on parts and tools: openrouter.ai/docs/guides/best-practices/prompt-caching.</summary>
    public static CacheMarker? CacheOf(JsonElement owner) =>
        JsonValue.Field(owner, "cache_control") is { ValueKind: JsonValueKind.Object } marker ? new CacheMarker(JsonValue.Text(marker, "ttl")) : null;

    private ContentPart? ReadPart(JsonElement part, string path)
    {
        switch (fields.Needed(part, "type", path))
        {
            case "text":
                return new TextPart(fields.Needed(part, "text", path));
            case "refusal":
                return new RefusalPart(fields.Needed(part, "refusal", path));
            case "image_url":
                return ReadImage(part, path);
            case "input_audio":
                return ReadAudio(part, path);
            case "file":
                return ReadFile(part, path);
            default:
                request.IsOpenEnded = true;
                request.Untranslatable ??= new ScanError(path, "Content of this type is known to its own vendor alone.");
                return null;
        }
    }

    private ImagePart ReadImage(JsonElement part, string path)
    {
        // Some vendors take the address itself where OpenAI has an object.
        var isFlat = JsonValue.Field(part, "image_url") is { ValueKind: JsonValueKind.String };
        var inner = isFlat ? part : fields.Object(part, "image_url", path) ?? default;
        var at = $"{path}.image_url";
        var url = isFlat ? fields.Needed(part, "image_url", path) : fields.Needed(inner, "url", at);
        return new ImagePart(MediaSource.OfUrlOrData(url)) { Detail = isFlat ? null : fields.Text(inner, "detail", at) };
    }

    private AudioPart ReadAudio(JsonElement part, string path)
    {
        var inner = fields.Object(part, "input_audio", path) ?? default;
        var at = $"{path}.input_audio";
        var format = fields.Needed(inner, "format", at);
        return new AudioPart(MediaSource.OfData(fields.Needed(inner, "data", at), AudioFormats.MediaType(format)));
    }

    private FilePart ReadFile(JsonElement part, string path)
    {
        var inner = fields.Object(part, "file", path) ?? default;
        var at = $"{path}.file";
        var name = fields.Text(inner, "filename", at);
        if (fields.Text(inner, "file_id", at) is { } id)
        {
            request.IsOpenEnded = true;
            return new FilePart(MediaSource.OfFile(id)) { Name = name };
        }

        return new FilePart(FileSource(fields.Needed(inner, "file_data", at))) { Name = name };
    }

    /// <summary>A <c>data:</c> URL, an address, or plain base64: then it is a PDF.</summary>
    public static MediaSource FileSource(string data) =>
        data.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || data.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? MediaSource.OfUrlOrData(data)
            : MediaSource.OfData(data, "application/pdf");
}
