using System.Globalization;

namespace Bifrost.Web.Console.Shared;

/// <summary>Durations as people read them: <c>0.3 ms</c>, <c>842 ms</c>, <c>1.24 s</c>.</summary>
internal static class Micros
{
    /// <summary>Null is "–".</summary>
    public static string ToText(long? micros) => micros switch
    {
        null => "–",
        < 10_000 => (micros.Value / 1_000m).ToString("0.0#", CultureInfo.InvariantCulture) + " ms",
        < 999_500 => (micros.Value / 1_000m).ToString("0", CultureInfo.InvariantCulture) + " ms",
        < 60_000_000 => (micros.Value / 1_000_000m).ToString("0.00", CultureInfo.InvariantCulture) + " s",
        _ => (micros.Value / 60_000_000m).ToString("0.0", CultureInfo.InvariantCulture) + " min",
    };

    /// <summary>Milliseconds for a chart.</summary>
    public static double? ToMillis(long? micros) => micros / 1_000.0;
}
