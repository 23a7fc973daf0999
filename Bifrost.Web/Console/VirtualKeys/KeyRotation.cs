using System.Globalization;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>How long an old secret works beside the new one, while that is chosen.</summary>
public sealed class KeyRotation
{
    /// <summary>Values and words of the choice.</summary>
    public static IReadOnlyList<(string Value, string Words)> Choices { get; } = [("0", "It stops at once"), ("1", "1 hour"), ("24", "24 hours"), ("168", "7 days"), ("", "Another time")];

    /// <summary>Whole hours; empty for <see cref="Hours"/>.</summary>
    public string Choice { get; set; } = "0";

    /// <summary>What was typed.</summary>
    public string Hours { get; set; } = "48";

    /// <summary>Null while what was typed is no time that may be.</summary>
    public TimeSpan? Grace => int.TryParse(Choice.Length > 0 ? Choice : Hours.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
        && (hours > 0 || Choice == "0") && hours <= VirtualKeyRules.MaxGrace.TotalHours ? TimeSpan.FromHours(hours) : null;

    /// <summary>Begins with a key's own grace.</summary>
    public static KeyRotation Of(TimeSpan? grace)
    {
        var hours = grace is { } own ? Math.Max(1, (int)Math.Ceiling(own.TotalHours)).ToString(CultureInfo.InvariantCulture) : "0";
        return Choices.Any(x => x.Value == hours) ? new KeyRotation { Choice = hours } : new KeyRotation { Choice = "", Hours = hours };
    }

    /// <summary>When the present secret dies, in words.</summary>
    public string EffectAt(string lastFour, DateTime now) => Grace switch
    {
        null => $"Write whole hours, 1 to {VirtualKeyRules.MaxGrace.TotalHours:0}.",
        { Ticks: 0 } => $"The present secret ••••{lastFour} stops working at once.",
        { } grace => $"The present secret ••••{lastFour} works until {Moment(now + grace)} ({Counted.Of((long)grace.TotalHours, "hour")}), then it is dead.",
    };

    /// <summary><c>30 Nov 2026, 09:12 UTC</c>.</summary>
    public static string Moment(DateTime utc) => utc.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
