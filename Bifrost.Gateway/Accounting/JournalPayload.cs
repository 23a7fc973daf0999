using System.Buffers.Binary;
using System.Text;

namespace Bifrost.Gateway.Accounting;

/// <summary>Reads what <see cref="JournalBytes"/> wrote. What lies behind the end reads as absent: an older version wrote less.</summary>
internal ref struct JournalPayload(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public long Fixed() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public Guid Id() => new(Take(16), bigEndian: true);

    public Guid? OptionalId() => Flag() ? Id() : null;

    public bool Flag() => !rest.IsEmpty && Take(1)[0] != 0;

    public long Number()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public long? OptionalNumber() => Flag() ? Number() : null;

    public string? Text()
    {
        var length = Unsigned();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(checked((int)length - 1)));
    }

    public byte[]? Bytes()
    {
        var length = Unsigned();
        return length == 0 ? null : Take(checked((int)length - 1)).ToArray();
    }

    private ulong Unsigned()
    {
        var value = 0UL;
        for (var shift = 0; !rest.IsEmpty && shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return value;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
