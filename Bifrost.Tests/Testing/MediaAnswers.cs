using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>Images, speech and transcriptions: binary out, multipart in.</summary>
internal static class MediaAnswers
{
    /// <summary>A PNG of one transparent pixel.</summary>
    public const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    public static Script Image(FakeExchange exchange)
    {
        var usage = exchange.Usage(0) with { Output = 272L * exchange.Choices, Reasoning = 0, CachedInput = 0 };
        var images = Enumerable.Range(0, exchange.Choices).Select(_ => (JsonNode)new JsonObject { ["b64_json"] = Pixel });
        return Script.Json(OpenAiShapes.Text(new JsonObject
        {
            ["created"] = OpenAiShapes.Created,
            ["data"] = new JsonArray([.. images]),
            ["usage"] = new JsonObject
            {
                ["total_tokens"] = usage.Input + usage.Output,
                ["input_tokens"] = usage.Input,
                ["output_tokens"] = usage.Output,
                ["input_tokens_details"] = new JsonObject { ["text_tokens"] = usage.Input, ["image_tokens"] = 0 },
            },
        })).Using(usage);
    }

    /// <summary>64 KiB that are no text: every byte value, in four chunks.</summary>
    public static Script Speech(FakeExchange exchange)
    {
        var script = new Script().ContentType((string?)exchange.Body["response_format"] switch
        {
            "wav" => "audio/wav",
            "opus" => "audio/opus",
            "aac" => "audio/aac",
            "flac" => "audio/flac",
            "pcm" => "audio/pcm",
            _ => "audio/mpeg",
        });
        for (var part = 0; part < 4; part++) script.Chunk(SpeechBytes(part));
        return script;
    }

    /// <summary>One of the four parts of the speech.</summary>
    public static byte[] SpeechBytes(int part)
    {
        var bytes = new byte[16 * 1024];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i + part);
        return bytes;
    }

    public static Script Transcription(FakeProvider provider, ReceivedRequest request)
    {
        if (request.Header("Content-Type") is not { } type || !type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return Script.Error(415, "Expected multipart/form-data.", "invalid_request_error", null);
        }

        var body = System.Text.Encoding.Latin1.GetString(request.Body);
        if (!body.Contains("filename=", StringComparison.Ordinal)) return Script.Error(400, "Missing required parameter: 'file'.", "invalid_request_error", null);
        var text = provider.TextOf?.Invoke(request) ?? $"Heard {request.Body.Length} bytes";
        var usage = provider.UsageOf?.Invoke(request) ?? new TrueUsage(14, ChatStream.Split(text).Count);
        if (Field(body, "response_format") is "text" or "srt" or "vtt") return new Script().ContentType("text/plain; charset=utf-8").Chunk(text + "\n").Using(usage);
        return Script.Json(OpenAiShapes.Text(new JsonObject
        {
            ["text"] = text,
            ["usage"] = new JsonObject
            {
                ["type"] = "tokens",
                ["total_tokens"] = usage.Input + usage.Output,
                ["input_tokens"] = usage.Input,
                ["input_token_details"] = new JsonObject { ["text_tokens"] = 0, ["audio_tokens"] = usage.Input },
                ["output_tokens"] = usage.Output,
            },
        })).Using(usage);
    }

    private static string? Field(string body, string name)
    {
        foreach (var marker in (string[])[$"name=\"{name}\"\r\n\r\n", $"name={name}\r\n\r\n"])
        {
            var at = body.IndexOf(marker, StringComparison.Ordinal);
            if (at >= 0) return body[(at + marker.Length)..].Split("\r\n", 2)[0];
        }

        return null;
    }
}
