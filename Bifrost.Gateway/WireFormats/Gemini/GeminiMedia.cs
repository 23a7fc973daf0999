using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Pictures, clips and documents: <c>inlineData</c> and <c>fileData</c> (ai.google.dev/api/caching#Part).</summary>
internal static class GeminiMedia
{
    /// <summary>What a part brings; null where it brings nothing of the kind.</summary>
    public static ContentPart? Read(JsonElement part, string path, BodyFields fields, ChatRequest request)
    {
        if (GeminiFields.Get(part, "inlineData") is { } inline)
        {
            var type = fields.TextOf(GeminiFields.Get(inline, "mimeType"), "mimeType", $"{path}.inlineData");
            var data = fields.TextOf(GeminiFields.Get(inline, "data"), "data", $"{path}.inlineData") ?? "";

            // Other vendors take the standard alphabet alone.
            return Of(MediaSource.OfData(data.Replace('-', '+').Replace('_', '/'), type), type, JsonValue.Text(inline, "displayName"), Detail(part));
        }

        if (GeminiFields.Get(part, "fileData") is { } file)
        {
            var type = fields.TextOf(GeminiFields.Get(file, "mimeType"), "mimeType", $"{path}.fileData");
            var uri = fields.TextOf(GeminiFields.Get(file, "fileUri"), "fileUri", $"{path}.fileData") ?? "";
            var isKept = IsKept(uri);
            request.IsOpenEnded |= isKept;
            return Of(isKept ? MediaSource.OfFile(uri) : MediaSource.OfUrl(uri, type), type, JsonValue.Text(file, "displayName"), Detail(part));
        }

        return null;
    }

    /// <summary>Writes the fields of a part; false where Google cannot take the source.</summary>
    public static bool TryWrite(Utf8JsonWriter json, MediaSource source, string fallbackType)
    {
        if (source.Data is { } data)
        {
            WriteInline(json, data, source.MediaType ?? fallbackType);
        }
        else if (source.Text is { } text)
        {
            json.WriteStartObject("inlineData");
            json.WriteString("mimeType", source.MediaType ?? "text/plain");
            json.WriteBase64String("data", System.Text.Encoding.UTF8.GetBytes(text));
            json.WriteEndObject();
        }
        else if (source.Url is { } url)
        {
            json.WriteStartObject("fileData");
            json.WriteString("mimeType", source.MediaType ?? fallbackType);
            json.WriteString("fileUri", url);
            json.WriteEndObject();
        }
        else
        {
            return false;
        }

        return true;
    }

    public static void WriteInline(Utf8JsonWriter json, string base64, string type)
    {
        json.WriteStartObject("inlineData");
        json.WriteString("mimeType", type);
        json.WriteString("data", base64);
        json.WriteEndObject();
    }

    private static ContentPart Of(MediaSource source, string? type, string? name, string? detail) => type switch
    {
        not null when type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) => new ImagePart(source) { Detail = detail },
        not null when type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) => new AudioPart(source),
        _ => new FilePart(source) { Name = name },
    };

    private static string? Detail(JsonElement part) => GeminiFields.Get(part, "mediaResolution") is { } resolution
        ? JsonValue.Text(resolution, "level") switch
        {
            "MEDIA_RESOLUTION_LOW" => "low",
            "MEDIA_RESOLUTION_HIGH" => "high",
            _ => null,
        }
        : null;

    /// <summary>Google alone can read it: its own file store, a bucket, a video of YouTube.</summary>
    private static bool IsKept(string uri) =>
        !Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https")
        || parsed.Host is "generativelanguage.googleapis.com" or "youtu.be" || parsed.Host == "youtube.com"
        || parsed.Host.EndsWith(".youtube.com", StringComparison.OrdinalIgnoreCase);
}
