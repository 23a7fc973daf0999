using System.Globalization;

namespace Bifrost.Bench.Report;

/// <summary>Numbers as the report writes them.</summary>
internal static class Figure
{
    public static string Text(double? figure, Unit unit) => figure is not { } value ? "–" : unit switch
    {
        Unit.Microseconds when Math.Abs(value) >= 10_000 => Text(value / 1000, "0.0", " ms"),
        Unit.Microseconds => Text(value, Math.Abs(value) < 100 ? "0.0" : "0", " µs"),
        Unit.Bytes when Math.Abs(value) >= 10 * 1024 * 1024 => Text(value / (1024 * 1024), "0.0", " MB"),
        Unit.Bytes when Math.Abs(value) >= 10 * 1024 => Text(value / 1024, "0.0", " KB"),
        Unit.Bytes => Text(value, "0", " B"),
        Unit.PerSecond => Text(value, "#,0", "/s"),
        _ => Text(value, "#,0", ""),
    };

    public static string Text(Spread? ratio) => ratio is null ? "–" : string.Create(
        CultureInfo.InvariantCulture,
        $"{ratio.Median:0.00} ({ratio.Least:0.00}–{ratio.Most:0.00})");

    private static string Text(double value, string format, string suffix) => value.ToString(format, CultureInfo.InvariantCulture) + suffix;
}
