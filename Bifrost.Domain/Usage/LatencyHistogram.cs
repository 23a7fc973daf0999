using System.Numerics;

namespace Bifrost.Domain.Usage;

/// <summary>
/// A mergeable histogram of microseconds: exact below 32, then 32 steps an octave, so a percentile is within 1.6 % of
/// the truth. Histograms of nodes, models or spans are merged, percentiles are never averaged. Not thread-safe.
/// </summary>
public sealed class LatencyHistogram
{
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;

    // 2⁴⁰ µs are twelve days: what is longer is counted there.
    private const long Longest = (1L << 40) - 1;

    // A step's distance from the one before and its count, each a varint.
    private const int MostStepBytes = 12;

    private long[] counts = [];
    private int used;

    /// <summary>How many values were added.</summary>
    public long Count { get; private set; }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; empty bytes are an empty histogram.</summary>
    /// <exception cref="FormatException">The bytes are not of that form.</exception>
    public static LatencyHistogram FromBytes(ReadOnlySpan<byte> bytes)
    {
        var histogram = new LatencyHistogram();
        histogram.Merge(bytes);
        return histogram;
    }

    /// <summary>Adds one value; a negative one counts as 0.</summary>
    public void Add(long micros) => AddAt(IndexOf(Math.Clamp(micros, 0, Longest)), 1);

    public void Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var index = 0; index < other.counts.Length; index++)
        {
            if (other.counts[index] != 0)
            {
                AddAt(index, other.counts[index]);
            }
        }
    }

    /// <summary>Merges the byte form of another histogram.</summary>
    /// <exception cref="FormatException">The bytes are not of that form.</exception>
    public void Merge(ReadOnlySpan<byte> bytes)
    {
        var index = -1L;
        while (!bytes.IsEmpty)
        {
            index += (long)ReadVarint(ref bytes) + 1;
            var count = (long)ReadVarint(ref bytes);
            if (index < 0 || index > IndexOf(Longest) || count < 0)
            {
                throw new FormatException("Not a latency histogram.");
            }

            AddAt((int)index, count);
        }
    }

    /// <summary>The value that <paramref name="percent"/> (0 to 100) of all values do not exceed, microseconds; null when empty.</summary>
    public long? Percentile(double percent)
    {
        if (Count == 0)
        {
            return null;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * Count));
        var seen = 0L;
        for (var index = 0; index < counts.Length; index++)
        {
            seen += counts[index];
            if (seen >= rank)
            {
                return MiddleOf(index);
            }
        }

        return MiddleOf(counts.Length - 1);
    }

    /// <summary>Sparse form: for each step in use its distance from the one before and its count, as varints.</summary>
    public byte[] ToBytes()
    {
        var buffer = used <= 48 ? stackalloc byte[MostBytes] : new byte[MostBytes];
        return buffer[..Write(buffer)].ToArray();
    }

    /// <summary>Enough room for <see cref="Write"/>, bytes.</summary>
    public int MostBytes => used * MostStepBytes;

    /// <summary>Writes what <see cref="ToBytes"/> returns and returns its length.</summary>
    public int Write(Span<byte> buffer)
    {
        var length = 0;
        var before = -1;
        for (var left = used; left > 0; left--)
        {
            var index = before + 1 + counts.AsSpan(before + 1).IndexOfAnyExcept(0L);
            length += WriteVarint(buffer[length..], (ulong)(index - before - 1));
            length += WriteVarint(buffer[length..], (ulong)counts[index]);
            before = index;
        }

        return length;
    }

    private static int IndexOf(long micros)
    {
        if (micros < Steps)
        {
            return (int)micros;
        }

        var octave = BitOperations.Log2((ulong)micros) - StepBits;
        return ((octave + 1) << StepBits) + (int)(micros >> octave) - Steps;
    }

    private static long MiddleOf(int index)
    {
        if (index < Steps)
        {
            return index;
        }

        var octave = (index >> StepBits) - 1;
        var lowest = (long)(Steps + (index & (Steps - 1))) << octave;
        return lowest + (1L << octave >> 1);
    }

    private static int WriteVarint(Span<byte> buffer, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            buffer[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
        return length;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw new FormatException("Not a latency histogram.");
    }

    private void AddAt(int index, long count)
    {
        if (index >= counts.Length)
        {
            Array.Resize(ref counts, (index | (Steps - 1)) + 1);
        }

        used += counts[index] == 0 && count != 0 ? 1 : 0;
        counts[index] += count;
        Count += count;
    }
}
