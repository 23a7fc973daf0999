namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Goes through the frames of a segment, skipping what is damaged: a bad frame between good ones is passed over, bad
/// bytes at the end are what an interrupted write left. Zeros at the end were reserved and never written.
/// </summary>
internal sealed class JournalReader
{
    private const int LongestZero = 7;

    private readonly byte[] bytes;
    private readonly long start;
    private readonly uint salt;
    private int next;
    private int payloadLength;

    private JournalReader(byte[] bytes, long start, uint salt)
    {
        this.bytes = bytes;
        this.start = start;
        this.salt = salt;
    }

    public JournalFrameType Type { get; private set; }

    /// <summary>Where the current frame begins in its file.</summary>
    public long Offset { get; private set; }

    public ReadOnlySpan<byte> Payload => bytes.AsSpan((int)(Offset - start) + JournalFrame.HeaderLength, payloadLength);

    /// <summary>Bytes passed over between valid frames so far.</summary>
    public long CorruptBytes { get; private set; }

    /// <summary>Bytes behind the last valid frame and before the zeros, once <see cref="Read"/> has returned false.</summary>
    public long TornBytes { get; private set; }

    /// <summary>Where the current frame ends in its file; before the first, where reading began.</summary>
    public long End => start + next;

    /// <summary>Reads a segment from an offset (at least the header's length) to an end; null when its header is unreadable.</summary>
    public static JournalReader? Open(string path, long from, long end)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[JournalFrame.SegmentHeaderLength];
        if (RandomAccess.Read(file, header, 0) < header.Length || !JournalFrame.TryReadSegmentHeader(header, out var salt))
        {
            return null;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)(end - from)));
        var length = 0;
        while (length < bytes.Length)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(length), from + length);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return new JournalReader(length == bytes.Length ? bytes : bytes[..length], from, salt);
    }

    public bool Read()
    {
        for (var at = next; ; at++)
        {
            // One of a frame's first eight bytes is not zero: that is how far ahead of the next such byte it can begin.
            var filled = bytes.AsSpan(at).IndexOfAnyExcept((byte)0);
            at += Math.Max(0, filled - LongestZero);
            if (filled < 0 || at > bytes.Length - JournalFrame.HeaderLength)
            {
                break;
            }

            if (JournalFrame.TryRead(bytes.AsSpan(at), salt, out var type, out var length))
            {
                CorruptBytes += at - next;
                (Type, Offset, payloadLength, next) = (type, start + at, length - JournalFrame.HeaderLength, at + length);
                return true;
            }
        }

        TornBytes = bytes.AsSpan(next).LastIndexOfAnyExcept((byte)0) + 1;
        return false;
    }
}
