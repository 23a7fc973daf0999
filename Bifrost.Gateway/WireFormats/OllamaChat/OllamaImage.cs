namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>Ollama's images are bytes without a type; other dialects want one.</summary>
internal static class OllamaImage
{
    /// <summary>By the first bytes of the four kinds that models take; null for any other.</summary>
    public static string? TypeOf(string base64) => base64 switch
    {
        _ when base64.StartsWith("iVBORw0KGgo", StringComparison.Ordinal) => "image/png",
        _ when base64.StartsWith("/9j/", StringComparison.Ordinal) => "image/jpeg",
        _ when base64.StartsWith("R0lGOD", StringComparison.Ordinal) => "image/gif",
        _ when base64.StartsWith("UklGR", StringComparison.Ordinal) => "image/webp",
        _ => null,
    };
}
