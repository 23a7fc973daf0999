using System.Globalization;

namespace Bifrost.Bench.Children;

/// <summary>Bytes a server has allocated since its start: from its metrics, or as plain digits.</summary>
internal static class AllocationReading
{
    public const string Metrics = "/metrics";

    /// <summary>Null where the server tells nothing of the kind.</summary>
    public static async Task<double?> ReadAsync(int port, string? path)
    {
        if (path is null || await LocalGet.TextAsync(port, path) is not { } text)
        {
            return null;
        }

        return path == Metrics ? FromMetrics(text) : Parse(text);
    }

    /// <summary>The runtime's counter, by the end of its name: the prefix differs between versions of the instrumentation.</summary>
    private static double? FromMetrics(string metrics)
    {
        foreach (var line in metrics.AsSpan().EnumerateLines())
        {
            var name = line[..Math.Max(0, line.IndexOfAny(' ', '{'))];
            if (name.EndsWith("total_allocated_bytes_total", StringComparison.Ordinal)
                || name.EndsWith("allocations_size_bytes_total", StringComparison.Ordinal)
                || name.EndsWith("total_allocated_bytes", StringComparison.Ordinal))
            {
                // NAME{labels} VALUE [TIMESTAMP]
                var rest = line[(line.IndexOf('}') + 1)..];
                rest = rest.Length == line.Length ? line[name.Length..] : rest;
                rest = rest.Trim();
                var space = rest.IndexOf(' ');
                return Parse(space < 0 ? rest : rest[..space]);
            }
        }

        return null;
    }

    private static double? Parse(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
