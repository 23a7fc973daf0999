using System.Buffers.Binary;
using System.IO.Hashing;

namespace Bifrost.Gateway.WireFormats.AwsFrames;

/// <summary>
/// One message of AWS's binary event stream (<c>application/vnd.amazon.eventstream</c>), as slices of its bytes. Big-endian: total
/// length, length of the headers, CRC-32 of these eight bytes, headers, payload, CRC-32 of all before. Source:
/// smithy.io/2.0/aws/amazon-eventstream.html.
/// </summary>
internal readonly ref struct AwsFrame
{
    /// <summary>Lengths and checksum.</summary>
    public const int PreludeLength = 12;

    /// <summary>Beside headers and payload.</summary>
    public const int Overhead = 16;

    /// <summary>No frame may be longer: 16 MiB, far above what a model says in one event.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    private AwsFrame(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload)
    {
        Headers = headers;
        Payload = payload;
    }

    public ReadOnlySpan<byte> Payload { get; }

    private ReadOnlySpan<byte> Headers { get; }

    /// <summary>A whole frame; false for one that is cut short, too long, or not what its checksums say.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out AwsFrame frame)
    {
        frame = default;
        if (bytes.Length < Overhead || !TryReadLength(bytes[..PreludeLength], out var length) || length != bytes.Length
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[^4..]) != Crc32.HashToUInt32(bytes[..^4]))
        {
            return false;
        }

        // The prelude was checked: the headers lie within.
        var headers = (int)BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        frame = new AwsFrame(bytes.Slice(PreludeLength, headers), bytes[(PreludeLength + headers)..^4]);
        return true;
    }

    /// <summary>How long the frame is that begins with these twelve bytes; false where they cannot be true.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> prelude, out int length)
    {
        var total = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        length = total <= MaxLength ? (int)total : 0;
        return total is >= Overhead and <= MaxLength && headers <= total - Overhead
            && BinaryPrimitives.ReadUInt32BigEndian(prelude[8..]) == Crc32.HashToUInt32(prelude[..8]);
    }

    /// <summary>The value of a header of text such as <c>:event-type</c>; empty where there is none.</summary>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name)
    {
        var rest = Headers;
        while (rest.Length > 1)
        {
            var nameLength = rest[0];
            if (rest.Length < nameLength + 2)
            {
                return default;
            }

            var found = rest.Slice(1, nameLength).SequenceEqual(name);
            var type = rest[nameLength + 1];
            rest = rest[(nameLength + 2)..];
            if (!TryTakeValue(type, ref rest, out var value))
            {
                return default;
            }

            if (found)
            {
                return type == 7 ? value : default;
            }
        }

        return default;
    }

    private static bool TryTakeValue(byte type, scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        var start = type is 6 or 7 ? 2 : 0;
        value = default;
        if (rest.Length < start)
        {
            return false;
        }

        var length = type switch
        {
            0 or 1 => 0,
            2 => 1,
            3 => 2,
            4 => 4,
            5 or 8 => 8,
            9 => 16,
            6 or 7 => BinaryPrimitives.ReadUInt16BigEndian(rest),
            _ => int.MaxValue,
        };
        if (rest.Length - start < length)
        {
            return false;
        }

        value = rest.Slice(start, length);
        rest = rest[(start + length)..];
        return true;
    }
}
