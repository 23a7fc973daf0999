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

    /// <summary>Amounts of whole days (UTC) by dimension: a single day has a bar where an area would have nothing.</summary>
    StackedBar,

    /// <summary>A line without axes, for a table cell.</summary>
    Sparkline,
}
