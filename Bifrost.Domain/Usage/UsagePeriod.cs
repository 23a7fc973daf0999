namespace Bifrost.Domain.Usage;

/// <summary>
/// A span of whole hours (UTC) and the one it is compared with. A span that is still running ends with the hour that is running,
/// and the one before it ends as far into itself: half a month is never compared with a whole one.
/// </summary>
/// <param name="Name"><c>this-month</c>, <c>last-month</c>, <c>7d</c>, <c>30d</c> or <c>custom</c>.</param>
/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive.</param>
/// <param name="IsRunning">It ends with the running hour.</param>
public sealed record UsagePeriod(string Name, DateTime From, DateTime Until, DateTime PreviousFrom, DateTime PreviousUntil, bool IsRunning)
{
    /// <summary>The longest span, days.</summary>
    public const int LongestDays = 366;

    public const string ThisMonth = "this-month";
    public const string LastMonth = "last-month";
    public const string Custom = "custom";

    /// <summary>The spans that have a name, as a URL spells them.</summary>
    public static readonly IReadOnlyList<string> Names = [ThisMonth, LastMonth, "7d", "30d"];

    private const int MostDailySteps = 120;

    /// <summary>The span of a name; null for an unknown one.</summary>
    public static UsagePeriod? Named(string name, DateTime now) => name switch
    {
        ThisMonth => Month(name, FirstOf(now), now),
        LastMonth => Month(name, FirstOf(now).AddMonths(-1), now),
        "7d" => Days(name, now.Date.AddDays(-6), now.Date.AddDays(1), now),
        "30d" => Days(name, now.Date.AddDays(-29), now.Date.AddDays(1), now),
        _ => null,
    };

    /// <summary>A span of one's own, compared with the one of the same length before it.</summary>
    public static UsagePeriod Between(DateTime from, DateTime until, DateTime now) => Days(Custom, from, until, now);

    /// <summary>Start of each step of a chart: days, or weeks where days are too many.</summary>
    public IReadOnlyList<DateTime> Steps()
    {
        var days = (int)Math.Ceiling((Until - From.Date).TotalDays);
        var step = days > MostDailySteps ? 7 : 1;
        return [.. Enumerable.Range(0, (days + step - 1) / step).Select(i => From.Date.AddDays(i * step))];
    }

    private static UsagePeriod Month(string name, DateTime first, DateTime now)
    {
        var (until, running) = EndOf(first, first.AddMonths(1), now);
        var previous = first.AddMonths(-1);
        var previousUntil = previous + (until - first);
        return new(name, first, until, previous, running && previousUntil < first ? previousUntil : first, running);
    }

    private static UsagePeriod Days(string name, DateTime from, DateTime to, DateTime now)
    {
        var (until, running) = EndOf(from, to, now);
        var length = to - from;
        var previous = from - DateTime.UnixEpoch > length ? from - length : DateTime.UnixEpoch;
        return new(name, from, until, previous, previous + (until - from), running);
    }

    private static (DateTime Until, bool IsRunning) EndOf(DateTime from, DateTime to, DateTime now)
    {
        var hour = UsageTally.StartOf(now, 3_600).AddHours(1);
        return hour > from && hour < to ? (hour, true) : (to, to - TimeSpan.FromHours(1) <= now && now < to);
    }

    private static DateTime FirstOf(DateTime now) => new(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
}
