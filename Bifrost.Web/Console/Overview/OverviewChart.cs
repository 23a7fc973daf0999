using Bifrost.Web.Console.Shared;

namespace Bifrost.Web.Console.Overview;

/// <summary>One chart of the overview.</summary>
internal sealed record OverviewChart(string Title, ChartKind Kind, ChartUnit Unit, IReadOnlyList<ChartSeries> Series);
