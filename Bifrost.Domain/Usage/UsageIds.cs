using System.Buffers.Binary;

namespace Bifrost.Domain.Usage;

/// <summary>Record ids are UUIDv7: their order is that of time, so a span of time is a span of ids.</summary>
internal static class UsageIds
{
    // A record's id and its arrival are stamped one after the other, perhaps across a step of the clock.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    // 48 bits: until the year 10889.
    private const long MostMillis = (1L << 48) - 1;

    /// <summary>Not above any id of a record that arrived at this time or later.</summary>
    public static Guid Before(DateTime time) => Lowest(time.Ticks - Slack.Ticks);

    /// <summary>Above every id of a record that arrived before this time.</summary>
    public static Guid After(DateTime time) => Lowest(time.Ticks + Slack.Ticks);

    private static Guid Lowest(long ticks)
    {
        var millis = Math.Clamp((ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond, 0, MostMillis);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, millis << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
