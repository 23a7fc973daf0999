using System.Numerics;

namespace Bifrost.Bench.Load;

/// <summary>
/// Counts of durations in nanoseconds, in 128 buckets a power of two: a percentile is at most 0.8 % too high.
/// Written from many tasks at once.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int Bits = 7;
    private const int Buckets = 1 << Bits;
    private readonly int[] _counts = new int[Buckets * 36];
    private long _total;

    public long Count => Interlocked.Read(ref _total);

    public void Record(long nanoseconds)
    {
        Interlocked.Increment(ref _counts[Math.Min(IndexOf(Math.Max(0, nanoseconds)), _counts.Length - 1)]);
        Interlocked.Increment(ref _total);
    }

    /// <summary>The duration in nanoseconds that a share (0..1) of all does not exceed; 0 without any.</summary>
    public double Percentile(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0)
            {
                return UpperBoundOf(i);
            }
        }

        return 0;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        _total += other._total;
    }

    private static int IndexOf(long value)
    {
        if (value < Buckets)
        {
            return (int)value;
        }

        var shift = BitOperations.Log2((ulong)value) - Bits;
        return ((shift + 1) << Bits) + (int)(value >> shift) - Buckets;
    }

    private static double UpperBoundOf(int index)
    {
        if (index < Buckets)
        {
            return index;
        }

        var shift = (index >> Bits) - 1;
        return ((long)((index & (Buckets - 1)) + Buckets + 1) << shift) - 1;
    }
}
