using System.Buffers.Binary;
using System.Text;

namespace Bifrost.Gateway.Accounting;

/// <summary>Writes a payload into a buffer that was made large enough. Numbers are zigzag varints, absent values one byte.</summary>
internal ref struct JournalBytes(Span<byte> buffer)
{
    private readonly Span<byte> buffer = buffer;

    public int Length { get; private set; }

    public void Fixed(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(buffer[Length..], value);
        Length += 8;
    }

    public void Id(Guid value)
    {
        value.TryWriteBytes(buffer[Length..], bigEndian: true, out _);
        Length += 16;
    }

    public void Id(Guid? value)
    {
        buffer[Length++] = value is null ? (byte)0 : (byte)1;
        if (value is { } id)
        {
            Id(id);
        }
    }

    public void Flag(bool value) => buffer[Length++] = value ? (byte)1 : (byte)0;

    public void Number(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Number(long? value)
    {
        buffer[Length++] = value is null ? (byte)0 : (byte)1;
        if (value is { } number)
        {
            Number(number);
        }
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            buffer[Length++] = 0;
            return;
        }

        var text = value.AsSpan(0, Math.Min(value.Length, UsageCodec.LongestText));
        Unsigned((ulong)Encoding.UTF8.GetByteCount(text) + 1);
        Length += Encoding.UTF8.GetBytes(text, buffer[Length..]);
    }

    public void Bytes(byte[]? value)
    {
        Unsigned(value is null ? 0 : (ulong)value.Length + 1);
        value?.CopyTo(buffer[Length..]);
        Length += value?.Length ?? 0;
    }

    private void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            buffer[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        buffer[Length++] = (byte)value;
    }
}
