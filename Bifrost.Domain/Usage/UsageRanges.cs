namespace Bifrost.Domain.Usage;

/// <summary>How each range is spelled in a URL and drawn: which grain of buckets, how wide a point, how many points (at most 300).</summary>
public static class UsageRanges
{
    /// <summary>Reads <c>15m</c>, <c>1h</c>, <c>24h</c>, <c>7d</c>, <c>30d</c>; null for anything else.</summary>
    public static UsageRange? Parse(string? text) => text switch
    {
        "15m" => UsageRange.QuarterHour,
        "1h" => UsageRange.Hour,
        "24h" => UsageRange.Day,
        "7d" => UsageRange.Week,
        "30d" => UsageRange.Month,
        _ => null,
    };

    public static string ToText(this UsageRange range) => range switch
    {
        UsageRange.QuarterHour => "15m",
        UsageRange.Hour => "1h",
        UsageRange.Day => "24h",
        UsageRange.Week => "7d",
        _ => "30d",
    };

    internal static (int GrainSeconds, int StepSeconds, int Points) Shape(this UsageRange range) => range switch
    {
        UsageRange.QuarterHour => (10, 10, 90),
        UsageRange.Hour => (10, 20, 180),
        UsageRange.Day => (300, 300, 288),
        UsageRange.Week => (3_600, 3_600, 168),
        _ => (3_600, 10_800, 240),
    };
}
