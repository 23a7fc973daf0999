using System.Globalization;

namespace Bifrost.Domain.Governance;

/// <summary>A moment as people write it in the governance file and on the command line.</summary>
public static class Moment
{
    /// <summary>What to write, for messages.</summary>
    public const string Form = "a date such as 2027-01-31, or a moment with its zone such as 2027-01-31T18:00:00Z";

    private static readonly string[] Zoned =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    /// <summary>Reads a date (midnight UTC) or a moment with its zone. UTC, in whole microseconds, as both databases keep it.</summary>
    public static bool TryParse(string text, out DateTime moment)
    {
        const DateTimeStyles style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, style, out var parsed)
            && !DateTimeOffset.TryParseExact(text, Zoned, CultureInfo.InvariantCulture, style, out parsed))
        {
            moment = default;
            return false;
        }

        var utc = parsed.UtcDateTime;
        moment = new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        return true;
    }
}
