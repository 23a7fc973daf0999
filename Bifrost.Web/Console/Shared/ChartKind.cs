namespace Bifrost.Web.Console.Shared;

/// <summary>The forms that a chart takes.</summary>
public enum ChartKind
{
    /// <summary>Rates and percentiles.</summary>
    Line,

    /// <summary>Spend by dimension.</summary>
    StackedArea,

    /// <summary>Counts by day.</summary>
    Bar,

    /// <summary>A line without axes, for a table cell.</summary>
    Sparkline,
}
