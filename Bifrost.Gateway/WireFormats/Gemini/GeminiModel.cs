using System.Globalization;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// What Google's models differ in by their generation: those from 3 on take a thinking level, pictures within a function's response,
/// and refuse a function call without a thought signature (ai.google.dev/gemini-api/docs/thought-signatures, …/docs/thinking).
/// </summary>
internal static class GeminiModel
{
    /// <summary>Google's own stand-in for the signature of a call that another model made.</summary>
    public const string NoSignature = "skip_thought_signature_validator";

    /// <summary>Generation 3 or later, or an alias of the latest.</summary>
    public static bool IsThird(string model)
    {
        const string Family = "gemini-";
        var at = model.LastIndexOf(Family, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        var digits = model.AsSpan(at + Family.Length);
        var length = digits.IndexOfAnyExceptInRange('0', '9');
        digits = length < 0 ? digits : digits[..length];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? generation >= 3
            : model.EndsWith("-latest", StringComparison.Ordinal);
    }

    public static bool IsFlash(string model) => model.Contains("flash", StringComparison.Ordinal);

    /// <summary>The most tokens to think in (ai.google.dev/gemini-api/docs/thinking).</summary>
    public static long MaxBudget(string model) => IsFlash(model) ? 24_576 : 32_768;
}
