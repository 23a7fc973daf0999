namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>Code that Google ran itself, and what it printed: text to every other dialect.</summary>
internal static class GeminiCode
{
    public static string Fence(string text, string language) => $"\n```{language}\n{text}\n```\n";
}
