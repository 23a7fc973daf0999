namespace Bifrost.Domain.Limits;

/// <summary>What a rate limit counts, as the governance file and the admin API name it.</summary>
public static class RateText
{
    private static readonly string[] Texts = ["requests", "tokens", "input_tokens", "output_tokens"];

    public static IReadOnlyList<string> All => Texts;

    public static string Of(RateMetric metric) => Texts[(int)metric];

    public static bool TryParse(string? text, out RateMetric metric)
    {
        var index = Array.IndexOf(Texts, text);
        metric = (RateMetric)Math.Max(index, 0);
        return index >= 0;
    }
}
