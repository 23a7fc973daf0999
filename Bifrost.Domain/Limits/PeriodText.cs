namespace Bifrost.Domain.Limits;

/// <summary>Periods as the governance file and the admin API write them, and as people read them.</summary>
public static class PeriodText
{
    private static readonly string[] Texts = ["1m", "1h", "1d", "1w", "1M", "1Q", "1Y"];
    private static readonly string[] Words = ["minute", "hour", "day", "week", "month", "quarter", "year"];

    /// <summary>All texts, shortest period first.</summary>
    public static IReadOnlyList<string> All => Texts;

    /// <summary><c>1d</c>.</summary>
    public static string Of(Period period) => Texts[(int)period];

    /// <summary><c>day</c>.</summary>
    public static string Word(Period period) => Words[(int)period];

    /// <summary><c>a day</c>, <c>an hour</c>.</summary>
    public static string Each(Period period) => $"{(period == Period.Hour ? "an" : "a")} {Word(period)}";

    /// <exception cref="FormatException">The text is none of <see cref="All"/>.</exception>
    public static Period Parse(string text) => TryParse(text, out var period) ? period : throw new FormatException($"“{text}” is no period.");

    /// <summary>Reads exactly one of <see cref="All"/>: <c>1m</c> is a minute, <c>1M</c> a month.</summary>
    public static bool TryParse(string? text, out Period period)
    {
        var index = Array.IndexOf(Texts, text);
        period = (Period)Math.Max(index, 0);
        return index >= 0;
    }
}
