namespace Bifrost.Bench.Report;

/// <summary>The median of several figures, and their ends.</summary>
internal sealed record Spread(double Median, double Least, double Most)
{
    /// <summary>Null without a figure.</summary>
    public static Spread? Of(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
