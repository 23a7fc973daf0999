namespace Bifrost.Domain.Usage;

/// <summary>Microseconds that 50, 95 and 99 % of the values do not exceed; null where there was none.</summary>
public readonly record struct Percentiles(long? P50, long? P95, long? P99)
{
    internal static Percentiles Of(LatencyHistogram histogram) =>
        new(histogram.Percentile(50), histogram.Percentile(95), histogram.Percentile(99));
}
