using System.Buffers.Binary;

namespace Bifrost.Domain.Usage;

/// <summary>Record ids are UUIDv7: their order is that of time, so a span of time is a span of ids.</summary>
internal static class UsageIds
{
    // A record's id and its arrival are stamped one after the other, perhaps across a step of the clock.
    private const long SlackMillis = 60_000;

    // 48 bits: until the year 10889.
    private const long MostMillis = (1L << 48) - 1;

    /// <summary>Not above any id of a record that arrived at this time or later.</summary>
    public static Guid Before(DateTime time) => Lowest(time, -SlackMillis);

    /// <summary>Above every id of a record that arrived before this time.</summary>
    public static Guid After(DateTime time) => Lowest(time, SlackMillis);

    // In milliseconds: the first and the last moment there is have nothing before or after them.
    private static Guid Lowest(DateTime time, long slack)
    {
        var millis = Math.Clamp(((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond) + slack, 0, MostMillis);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, millis << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
