using System.Globalization;

namespace Bifrost.Bench.Report;

/// <summary>What the gateway has promised of a figure: a ratio to bare YARP, or the figure itself.</summary>
internal sealed record Bar
{
    private readonly double _limit;
    private readonly bool _onRatio;
    private readonly bool _atMost;

    private Bar(double limit, bool onRatio, bool atMost) => (_limit, _onRatio, _atMost) = (limit, onRatio, atMost);

    public static Bar RatioAtMost(double limit) => new(limit, onRatio: true, atMost: true);

    public static Bar RatioAtLeast(double limit) => new(limit, onRatio: true, atMost: false);

    /// <summary>A limit in bytes.</summary>
    public static Bar ValueAtMost(double bytes) => new(bytes, onRatio: false, atMost: true);

    /// <summary>Whether the comparison's medians hold it; without a figure they do not.</summary>
    public bool IsHeldBy(Comparison comparison) =>
        (_onRatio ? comparison.Ratio?.Median : comparison.GatewayMedian) is { } value && (_atMost ? value <= _limit : value >= _limit);

    public override string ToString() =>
        (_atMost ? "≤ " : "≥ ") + (_onRatio ? _limit.ToString("0.00", CultureInfo.InvariantCulture) + " ×" : Figure.Text(_limit, Unit.Bytes));
}
