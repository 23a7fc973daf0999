using System.Buffers.Binary;
using System.Text;
using Bifrost.Domain.Usage;

namespace Bifrost.Migrations.Postgres;

/// <summary>
/// Rows in the binary form of PostgreSQL's COPY, written into one buffer that is used again and again: no allocation a row.
/// A value's type must be its column's, since nothing converts it. Not thread-safe.
/// </summary>
internal sealed class CopyRows : UsageParameters
{
    private const int PieceLength = 64 << 10;
    private const int Null = -1;
    private const short NoMoreRows = -1;
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private byte[] bytes = new byte[PieceLength + (PieceLength / 4)];
    private int length;
    private short columns;

    /// <summary>Enough is written to be sent.</summary>
    public bool IsFull => length >= PieceLength;

    private static ReadOnlySpan<byte> Signature => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];

    /// <summary>Forgets what was written and begins a stream of rows of so many columns.</summary>
    public void Begin(int columnsOfRow)
    {
        (length, columns) = (0, checked((short)columnsOfRow));
        Signature.CopyTo(Take(Signature.Length));

        // No flags and no extension.
        Take(2 * sizeof(int)).Clear();
    }

    public void NextRow() => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), columns);

    /// <summary>No row follows.</summary>
    public void End() => BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), NoMoreRows);

    /// <summary>What was written since the last call; good until more is written.</summary>
    public ReadOnlyMemory<byte> Drain()
    {
        var written = bytes.AsMemory(0, length);
        length = 0;
        return written;
    }

    public override UsageParameters Text(string? value, int longest)
    {
        if (value is null)
        {
            return Nothing();
        }

        var text = value.Length > longest || value.Contains('\0', StringComparison.Ordinal) ? Fit(value, longest) : value;
        var room = Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var written = Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, written);
        length += sizeof(int) + written;
        return this;
    }

    public override UsageParameters Number(long? value)
    {
        if (value is not { } number)
        {
            return Nothing();
        }

        BinaryPrimitives.WriteInt64BigEndian(Value(sizeof(long)), number);
        return this;
    }

    public override UsageParameters Number(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Value(sizeof(int)), value);
        return this;
    }

    public override UsageParameters Flag(bool value)
    {
        Value(1)[0] = value ? (byte)1 : (byte)0;
        return this;
    }

    public override UsageParameters Id(Guid? value)
    {
        if (value is not { } id)
        {
            return Nothing();
        }

        id.TryWriteBytes(Value(16), bigEndian: true, out _);
        return this;
    }

    public override UsageParameters Bytes(byte[]? value)
    {
        if (value is null)
        {
            return Nothing();
        }

        value.CopyTo(Value(value.Length));
        return this;
    }

    public override UsageParameters Histogram(LatencyHistogram value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Bytes(value.ToBytes());
    }

    /// <summary>Microseconds since the year 2000.</summary>
    protected override UsageParameters WholeMicros(DateTime value) => Number((value.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    private CopyRows Nothing()
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), Null);
        return this;
    }

    private Span<byte> Value(int size)
    {
        var room = Take(sizeof(int) + size);
        BinaryPrimitives.WriteInt32BigEndian(room, size);
        return room[sizeof(int)..];
    }

    private Span<byte> Take(int size)
    {
        var room = Room(size)[..size];
        length += size;
        return room;
    }

    private Span<byte> Room(int most)
    {
        if (bytes.Length - length < most)
        {
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, length + most));
        }

        return bytes.AsSpan(length);
    }
}
