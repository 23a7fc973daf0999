using Bifrost.Domain.Usage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_percentile_is_within_two_percent_of_the_truth()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 20)).Order().ToArray();
        var histogram = new LatencyHistogram();
        foreach (var value in values) histogram.Add(value);

        foreach (var percent in (double[])[0.1, 1, 10, 50, 90, 95, 99, 99.9, 100])
        {
            var truth = values[Math.Max(0, (int)Math.Ceiling(percent / 100 * values.Length) - 1)];
            Assert.InRange(histogram.Percentile(percent)!.Value, truth * 0.98, truth * 1.02);
        }
    }

    [Fact]
    public void Merged_parts_are_the_whole_and_bytes_come_back()
    {
        var random = new Random(2);
        var (whole, one, other) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < 5_000; i++)
        {
            var value = random.NextInt64(1L << random.Next(1, 45));
            whole.Add(value);
            (i % 3 == 0 ? one : other).Add(value);
        }

        one.Merge(other);

        Assert.Equal(whole.ToBytes(), one.ToBytes());
        Assert.Equal(whole.ToBytes(), LatencyHistogram.FromBytes(whole.ToBytes()).ToBytes());
        Assert.Equal(5_000, one.Count);
    }

    [Fact]
    public void Edges()
    {
        Assert.Null(new LatencyHistogram().Percentile(50));
        Assert.Empty(new LatencyHistogram().ToBytes());
        var histogram = new LatencyHistogram();
        histogram.Add(-5);
        histogram.Add(31);
        histogram.Add(long.MaxValue);
        Assert.Equal(0, histogram.Percentile(1));
        Assert.Equal(31, histogram.Percentile(60));
        Assert.True(histogram.Percentile(100) > 1L << 39);
        Assert.Throws<FormatException>(() => LatencyHistogram.FromBytes([0x80]));
        Assert.Throws<FormatException>(() => LatencyHistogram.FromBytes([0xFF, 0xFF, 0xFF, 0x7F, 1]));
    }
}
