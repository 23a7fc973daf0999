namespace Bifrost.Bench.Report;

/// <summary>One figure of the control, bare YARP and the gateway, taken once a round.</summary>
internal sealed class Comparison(string name, Unit unit, Bar? bar)
{
    private readonly List<double> _direct = [];
    private readonly List<double> _yarp = [];
    private readonly List<double> _gateway = [];
    private readonly List<double> _ratios = [];

    public string Name { get; } = name;

    public Unit Unit { get; } = unit;

    public Bar? Bar { get; } = bar;

    public double? DirectMedian => Spread.Of(_direct)?.Median;

    public double? YarpMedian => Spread.Of(_yarp)?.Median;

    public double? GatewayMedian => Spread.Of(_gateway)?.Median;

    /// <summary>Gateway to YARP, pair by pair; a pair in which YARP added nothing measurable has none.</summary>
    public Spread? Ratio => Spread.Of(_ratios);

    public bool IsMissed => Bar is not null && !Bar.IsHeldBy(this);

    public void Add(double? direct, double? yarp, double? gateway)
    {
        Keep(_direct, direct);
        Keep(_yarp, yarp);
        Keep(_gateway, gateway);
        if (yarp is > 0 && gateway is { } value)
        {
            _ratios.Add(value / yarp.Value);
        }
    }

    /// <summary>What YARP and the gateway took beyond <paramref name="direct"/>. Less than 2 % of it is noise, and has no ratio.</summary>
    public void AddOver(double direct, double yarp, double gateway)
    {
        Keep(_direct, direct);
        Keep(_yarp, yarp - direct);
        Keep(_gateway, gateway - direct);
        if (yarp - direct > direct * 0.02)
        {
            _ratios.Add((gateway - direct) / (yarp - direct));
        }
    }

    private static void Keep(List<double> figures, double? figure)
    {
        if (figure is { } value)
        {
            figures.Add(value);
        }
    }
}
