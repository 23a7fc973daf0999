namespace Bifrost.Domain.Limits;

/// <summary>What a rate limit counts, as the governance file and the admin API name it.</summary>
public static class RateText
{
    private static readonly string[] Texts = ["requests", "tokens", "input_tokens", "output_tokens"];

    public static IReadOnlyList<string> All => Texts;

    public static string Of(RateMetric metric) => Texts[(int)metric];

    /// <exception cref="FormatException">The text is none of <see cref="All"/>.</exception>
    public static RateMetric Parse(string text) => TryParse(text, out var metric) ? metric : throw new FormatException($"“{text}” is nothing that a limit counts.");

    public static bool TryParse(string? text, out RateMetric metric)
    {
        var index = Array.IndexOf(Texts, text);
        metric = (RateMetric)Math.Max(index, 0);
        return index >= 0;
    }
}
