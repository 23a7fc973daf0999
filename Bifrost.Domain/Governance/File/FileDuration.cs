using System.Globalization;

namespace Bifrost.Domain.Governance.File;

/// <summary>A span of time as the governance file writes it: a whole number and a unit, <c>"600ms"</c>, <c>"5s"</c>, <c>"2m"</c>, <c>"1h"</c>.</summary>
public static class FileDuration
{
    public const string Form = "a whole number and ms, s, m or h, such as \"5s\"";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 1 || !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
        {
            return false;
        }

        var unit = text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        // More than that is a typing error, and far from overflow.
        if (unit == TimeSpan.Zero || amount > Longest / unit)
        {
            return false;
        }

        duration = unit * amount;
        return true;
    }
}
