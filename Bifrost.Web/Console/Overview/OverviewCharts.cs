using Bifrost.Domain.Usage;
using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Overview;

/// <summary>The overview's charts: everything is computed by <see cref="UsageSeries"/>, here it only gets its names.</summary>
internal static class OverviewCharts
{
    public static IReadOnlyList<OverviewChart> Of(UsageChart chart) =>
    [
        new("Requests per second", ChartKind.Line, ChartUnit.PerSecond, [Line(chart, "requests", p => p.RequestsPerSecond)]),
        new("Errors by cause", ChartKind.StackedArea, ChartUnit.Count,
        [
            Line(chart, "provider error", p => p.ProviderErrors),
            Line(chart, "broken stream", p => p.BrokenStreams),
            Line(chart, "refused by Bifrost", p => p.Refused),
            Line(chart, "caller hung up", p => p.CallerAborts),
        ]),
        new("Latency", ChartKind.Line, ChartUnit.Milliseconds, Percentiles(chart, p => p.Latency)),
        new("Time to first token", ChartKind.Line, ChartUnit.Milliseconds, Percentiles(chart, p => p.FirstToken)),
        new("Tokens per second", ChartKind.Line, ChartUnit.PerSecond, [Line(chart, "tokens", p => p.TokensPerSecond)]),
        new("Own overhead", ChartKind.Line, ChartUnit.Milliseconds, Percentiles(chart, p => p.Overhead)),
        new("Spend", ChartKind.Bar, ChartUnit.Dollars, [Line(chart, "spend", p => (double)p.Cost.ToDollars())]),
    ];

    private static ChartSeries[] Percentiles(UsageChart chart, Func<UsagePoint, Percentiles> read) =>
    [
        Line(chart, "p50", p => Micros.ToMillis(read(p).P50)) with { Weight = 1 },
        Line(chart, "p95", p => Micros.ToMillis(read(p).P95)) with { Weight = 2 },
        Line(chart, "p99", p => Micros.ToMillis(read(p).P99)) with { Weight = 3 },
    ];

    private static ChartSeries Line(UsageChart chart, string name, Func<UsagePoint, double?> read) =>
        new(name, [.. chart.Points.Select(p => new ChartPoint(p.Start, read(p)))]);
}
