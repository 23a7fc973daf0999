using System.Globalization;

namespace Bifrost.Domain.Statements;

/// <summary>Calendar months in UTC, as the first moment of each.</summary>
public static class StatementMonth
{
    /// <summary>
    /// How long after its end a month stays open at least. A record belongs to the hour in which its request arrived, but is
    /// written when the request has ended, and one of a node that died when it is back: a day covers the longest stream and an
    /// ordinary restart. What comes later still becomes an adjustment.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    public static DateTime Of(DateTime time) => new(time.Year, time.Month, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Reads <c>2026-10</c>; null for anything else.</summary>
    public static DateTime? Parse(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var month) ? month : null;

    /// <summary><c>2026-10</c></summary>
    public static string TextOf(DateTime month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary><c>October 2026</c></summary>
    public static string WordsOf(DateTime month) => month.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>From when on it may be closed.</summary>
    public static DateTime ClosableFrom(DateTime month) => month.AddMonths(1) + Grace;
}
