using System.Globalization;
using System.Text;

namespace Bifrost.Domain.Usage;

/// <summary>
/// What a record counts beside its five columns of tokens, as <c>images=2 image_output_tokens=544</c>: units other than tokens, and
/// classes of tokens that have rates of their own. The names are stored for years and exported: never rename one.
/// </summary>
public static class UnitsText
{
    private const string Seconds = "audio_seconds";

    /// <summary>Null where the columns say it all, which is nearly always.</summary>
    public static string? Write(in TokenUsage usage, in UsageUnits units)
    {
        if (!units.IsKnown && (usage.CacheWrite1hTokens | usage.AudioInputTokens | usage.CachedAudioInputTokens | usage.ImageInputTokens | usage.AudioOutputTokens | usage.ImageOutputTokens) == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        if (units.IsKnown)
        {
            Add(text, NameOf(units.Unit), units.Unit == BilledUnit.AudioMilliseconds ? units.Count / 1000m : units.Count);
        }

        Add(text, "cache_write_1h_tokens", usage.CacheWrite1hTokens);
        Add(text, "audio_input_tokens", usage.AudioInputTokens);
        Add(text, "cached_audio_input_tokens", usage.CachedAudioInputTokens);
        Add(text, "image_input_tokens", usage.ImageInputTokens);
        Add(text, "audio_output_tokens", usage.AudioOutputTokens);
        Add(text, "image_output_tokens", usage.ImageOutputTokens);
        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>Reads it back onto the counts of the columns. What is not understood is left out.</summary>
    /// <param name="text">As <see cref="Write"/> has it; null changes nothing.</param>
    /// <param name="columns">The record's own five counts.</param>
    public static (TokenUsage Usage, UsageUnits Units) Read(string? text, TokenUsage columns)
    {
        var (usage, units) = (columns, default(UsageUnits));
        foreach (var part in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !decimal.TryParse(part.AsSpan(equals + 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > TokenUsage.Ceiling)
            {
                continue;
            }

            var count = (long)number;
            (usage, units) = part[..equals] switch
            {
                "images" => (usage, new UsageUnits(BilledUnit.Images, count)),
                Seconds => (usage, UsageUnits.OfSeconds(number)),
                "characters" => (usage, new UsageUnits(BilledUnit.Characters, count)),
                "search_units" => (usage, new UsageUnits(BilledUnit.SearchUnits, count)),
                "cache_write_1h_tokens" => (usage with { CacheWrite1hTokens = count }, units),
                "audio_input_tokens" => (usage with { AudioInputTokens = count }, units),
                "cached_audio_input_tokens" => (usage with { CachedAudioInputTokens = count }, units),
                "image_input_tokens" => (usage with { ImageInputTokens = count }, units),
                "audio_output_tokens" => (usage with { AudioOutputTokens = count }, units),
                "image_output_tokens" => (usage with { ImageOutputTokens = count }, units),
                _ => (usage, units),
            };
        }

        return (usage, units);
    }

    private static string NameOf(BilledUnit unit) => unit switch
    {
        BilledUnit.Images => "images",
        BilledUnit.AudioMilliseconds => Seconds,
        BilledUnit.Characters => "characters",
        _ => "search_units",
    };

    private static void Add(StringBuilder text, string name, decimal count)
    {
        if (count != 0)
        {
            text.Append(text.Length == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{name}={count:0.###}");
        }
    }
}
