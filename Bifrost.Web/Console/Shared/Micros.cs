using System.Globalization;

namespace Bifrost.Web.Console.Shared;

/// <summary>Durations as people read them, to three figures: <c>60 µs</c>, <c>1.24 ms</c>, <c>842 ms</c>, <c>1.24 s</c>.</summary>
internal static class Micros
{
    /// <summary>Null is "–". <c>Chart.razor.js</c> writes axes and tooltips by the same rule.</summary>
    public static string ToText(long? micros) => micros switch
    {
        null => "–",
        < 1_000 => Text(micros.Value, 1, "0", "µs"),
        < 9_995 => Text(micros.Value, 1_000, "0.00", "ms"),
        < 99_950 => Text(micros.Value, 1_000, "0.0", "ms"),
        < 999_500 => Text(micros.Value, 1_000, "0", "ms"),
        < 9_995_000 => Text(micros.Value, 1_000_000, "0.00", "s"),
        < 59_950_000 => Text(micros.Value, 1_000_000, "0.0", "s"),
        _ => Text(micros.Value, 60_000_000, "0.0", "min"),
    };

    /// <inheritdoc cref="ToText(long?)"/>
    public static string ToText(TimeSpan duration) => ToText((long)duration.TotalMicroseconds);

    /// <summary>Milliseconds for a chart.</summary>
    public static double? ToMillis(long? micros) => micros / 1_000.0;

    private static string Text(long micros, decimal unit, string format, string name) =>
        (micros / unit).ToString(format, CultureInfo.InvariantCulture) + " " + name;
}
