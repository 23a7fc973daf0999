using Bifrost.Domain.Usage;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Accounting;

/// <summary>The first look at earlier runs' files: counts what pins each of them and finds the intents without a result.</summary>
internal sealed class JournalScan(ILogger logger)
{
    private const int IdLength = 16;

    private readonly Dictionary<Guid, OpenIntent> open = [];
    private readonly HashSet<Guid> settled = [];

    public long Settled { get; private set; }

    public long CorruptBytes { get; private set; }

    public long TornBytes { get; private set; }

    /// <summary>Intents without a result, with what was last held for them.</summary>
    public IEnumerable<(JournalTicket Ticket, UsageRecord Intent)> Open
    {
        get
        {
            foreach (var (id, found) in open)
            {
                yield return (new JournalTicket(id, found.Segment) { RaisedIn = found.RaisedIn }, found.Read());
            }
        }
    }

    /// <summary>Reads one segment; sets its pins and cuts its length to the last valid frame. False when it cannot be read.</summary>
    public bool Add(JournalSegment segment)
    {
        JournalReader? reader;
        try
        {
            reader = JournalReader.Open(segment.Path, Math.Min(JournalFrame.SegmentHeaderLength, segment.Length), segment.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.JournalUnreadable(segment.Path, exception);
            return false;
        }

        if (reader is null)
        {
            // Not even a header: the process died while it began the file.
            TornBytes += Math.Min(segment.Length, JournalFrame.SegmentHeaderLength);
            return true;
        }

        while (reader.Read())
        {
            Take(reader, segment);
        }

        segment.Length = reader.End;
        CorruptBytes += reader.CorruptBytes;
        TornBytes += reader.TornBytes;
        if (reader.CorruptBytes + reader.TornBytes > 0)
        {
            logger.JournalDamaged(segment.Path, reader.CorruptBytes, reader.TornBytes);
        }

        return true;
    }

    private void Take(JournalReader reader, JournalSegment segment)
    {
        if (reader.Type is JournalFrameType.Content)
        {
            return;
        }

        if (reader.Type is JournalFrameType.Raised)
        {
            open.GetValueOrDefault(new Guid(reader.Payload[..IdLength], bigEndian: true))?.Raise(segment, reader.Payload);
            return;
        }

        segment.Pins++;
        if (reader.Type is JournalFrameType.Intent)
        {
            var id = new Guid(reader.Payload[..IdLength], bigEndian: true);
            if (!settled.Contains(id))
            {
                open[id] = new OpenIntent(segment, reader.Payload.ToArray());
            }

            return;
        }

        var final = new Guid(reader.Payload.Slice(sizeof(long), IdLength), bigEndian: true);
        Settled++;
        settled.Add(final);
        if (open.Remove(final, out var was) && was.RaisedIn is { } raised)
        {
            raised.Pins--;
        }
    }

    private sealed class OpenIntent(JournalSegment segment, byte[] payload)
    {
        private long outputTokens;
        private long heldNanos;

        public JournalSegment Segment => segment;

        public JournalSegment? RaisedIn { get; private set; }

        /// <summary>The one before does not count any more.</summary>
        public void Raise(JournalSegment by, ReadOnlySpan<byte> frame)
        {
            if (RaisedIn is { } outdated)
            {
                outdated.Pins--;
            }

            RaisedIn = by;
            by.Pins++;
            var bytes = new JournalPayload(frame);
            bytes.Id();
            (outputTokens, heldNanos) = (bytes.Number(), bytes.Number());
        }

        public UsageRecord Read()
        {
            var bytes = new JournalPayload(payload);
            var intent = UsageCodec.Read(ref bytes);
            if (RaisedIn is not null)
            {
                (intent.OutputTokens, intent.HeldNanos) = (outputTokens, heldNanos);
            }

            return intent;
        }
    }
}
