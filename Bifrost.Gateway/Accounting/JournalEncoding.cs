using System.Buffers;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Accounting;

/// <summary>Frames of records, in a pooled buffer that is to be returned.</summary>
internal readonly ref struct JournalEncoding
{
    private readonly byte[] buffer;

    private JournalEncoding(byte[] buffer, int length)
    {
        this.buffer = buffer;
        Frames = buffer.AsSpan(0, length);
    }

    public ReadOnlySpan<byte> Frames { get; }

    public static JournalEncoding Intent(UsageRecord intent, uint salt)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(JournalFrame.HeaderLength + UsageCodec.MostBytes(intent));
        var payload = new JournalBytes(buffer.AsSpan(JournalFrame.HeaderLength));
        UsageCodec.Write(ref payload, intent);
        var length = JournalFrame.HeaderLength + payload.Length;
        JournalFrame.Seal(buffer.AsSpan(0, length), JournalFrameType.Intent, salt);
        return new JournalEncoding(buffer, length);
    }

    /// <summary>The content, if any, directly before its record: one write for both.</summary>
    public static JournalEncoding Settled(UsageRecord final, CapturedContent? content, long intentSegment, JournalFrameType type, uint salt)
    {
        var most = (2 * JournalFrame.HeaderLength) + sizeof(long) + UsageCodec.MostBytes(final);
        var buffer = ArrayPool<byte>.Shared.Rent(content is null ? most : most + UsageCodec.MostBytes(content));
        var start = 0;
        if (content is not null)
        {
            var bytes = new JournalBytes(buffer.AsSpan(JournalFrame.HeaderLength));
            UsageCodec.Write(ref bytes, content);
            start = JournalFrame.HeaderLength + bytes.Length;
            JournalFrame.Seal(buffer.AsSpan(0, start), JournalFrameType.Content, salt);
        }

        var payload = new JournalBytes(buffer.AsSpan(start + JournalFrame.HeaderLength));
        payload.Fixed(intentSegment);
        UsageCodec.Write(ref payload, final);
        var length = JournalFrame.HeaderLength + payload.Length;
        JournalFrame.Seal(buffer.AsSpan(start, length), type, salt);
        return new JournalEncoding(buffer, start + length);
    }

    public void Return() => ArrayPool<byte>.Shared.Return(buffer);
}
