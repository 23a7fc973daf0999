namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>OpenAI's names of audio formats and the media types that other vendors know them by.</summary>
internal static class AudioFormats
{
    public static string MediaType(string format) => format switch
    {
        "mp3" => "audio/mpeg",
        "pcm16" => "audio/pcm",
        _ => $"audio/{format}",
    };

    public static string Format(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        null or "audio/x-wav" or "audio/wave" or "audio/vnd.wave" => "wav",
        "audio/mpeg" => "mp3",
        "audio/pcm" => "pcm16",
        var other => other[(other.IndexOf('/') + 1)..],
    };
}
