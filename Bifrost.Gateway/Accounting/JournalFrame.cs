using System.Buffers.Binary;
using System.IO.Hashing;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// The form on disk. A segment begins with <c>BFJ1</c>, the run's salt and the segment's number; frames follow: CRC-32 of
/// all that comes after it (mixed with the salt), payload length, type, payload. Numbers are little-endian. The salt
/// keeps bytes that a caller chose from passing for a frame when the reader looks for the next valid one. Zeros may follow
/// the last frame; the first eight bytes of a frame are never all zero.
/// </summary>
internal static class JournalFrame
{
    public const int HeaderLength = 9;
    public const int SegmentHeaderLength = 16;

    private static ReadOnlySpan<byte> Magic => "BFJ1"u8;

    /// <summary>Completes a frame whose payload stands behind <see cref="HeaderLength"/> free bytes.</summary>
    public static void Seal(Span<byte> frame, JournalFrameType type, uint salt)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame[4..], frame.Length - HeaderLength);
        frame[8] = (byte)type;
        BinaryPrimitives.WriteUInt32LittleEndian(frame, Crc32.HashToUInt32(frame[4..]) ^ salt);
    }

    /// <summary>The length of the sealed frame that these bytes begin with.</summary>
    public static int LengthOf(ReadOnlySpan<byte> frame) => HeaderLength + BinaryPrimitives.ReadInt32LittleEndian(frame[4..]);

    /// <summary>Whether a valid frame begins at the start of these bytes, and how long it is.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint salt, out JournalFrameType type, out int length)
    {
        type = default;
        length = 0;
        if (bytes.Length < HeaderLength || bytes[8] is < (byte)JournalFrameType.Intent or > (byte)JournalFrameType.Raised)
        {
            return false;
        }

        var payload = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (payload < 16 || payload > bytes.Length - HeaderLength)
        {
            return false;
        }

        length = HeaderLength + payload;
        type = (JournalFrameType)bytes[8];
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes) == (Crc32.HashToUInt32(bytes[4..length]) ^ salt);
    }

    public static void WriteSegmentHeader(Span<byte> bytes, uint salt, long number)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], salt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], number);
    }

    public static bool TryReadSegmentHeader(ReadOnlySpan<byte> bytes, out uint salt)
    {
        salt = 0;
        if (bytes.Length < SegmentHeaderLength || !bytes.StartsWith(Magic))
        {
            return false;
        }

        salt = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        return true;
    }
}
