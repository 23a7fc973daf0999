namespace Bifrost.Web.Console.Shared;

/// <summary>One named series; at most <see cref="MaxPoints"/> points, bucketed where they are read.</summary>
/// <param name="Tone">A meaning's colour: <c>ok</c>, <c>warning</c>, <c>failed</c>; null takes the next of the fixed palette.</param>
/// <param name="Weight">1 to 3 for lines that are one hue, the heaviest first; 0 for a colour of its own.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<ChartPoint> Points, string? Tone = null, int Weight = 0)
{
    public const int MaxPoints = 300;
}
