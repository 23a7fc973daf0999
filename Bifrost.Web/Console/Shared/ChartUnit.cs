namespace Bifrost.Web.Console.Shared;

/// <summary>What a chart's values are, for axis labels, tips and the table.</summary>
public enum ChartUnit
{
    Count,
    PerSecond,
    Milliseconds,
    Dollars,
    Tokens,
    Percent,
}
