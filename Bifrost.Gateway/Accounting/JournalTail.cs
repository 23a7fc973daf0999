using Bifrost.Domain.Usage;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Hands results to the writer from the files instead of from memory: at start, and when the queue was full because the
/// database was away. From the moment it falls behind everything new stays in the files until it has caught up, so
/// memory is bounded and the order is kept.
/// </summary>
internal sealed class JournalTail(Lock gate, JournalLog log, UsageQueue queue, UsageJournal journal, ILogger logger)
{
    private readonly Lock refilling = new();
    private (long Number, long Offset) position;
    private (long Number, long Offset) ownStart = (long.MaxValue, 0);
    private long firstOwn;

    /// <summary>Results are in the files that memory does not have. Under the journal's lock.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>The first result that is not in memory begins here. Under the journal's lock.</summary>
    public void FallBehind(long number, long offset)
    {
        position = (number, offset);
        ownStart = (number, offset);
        IsBehind = true;
    }

    /// <summary>Begins with the oldest file of earlier runs; of this run's files, with what is written from now on. Under the lock.</summary>
    public void StartOver(long firstOwnNumber)
    {
        position = (0, 0);
        ownStart = log.End;
        firstOwn = firstOwnNumber;
        IsBehind = true;
    }

    /// <summary>Fills half the queue. Never throws.</summary>
    public void Refill()
    {
        lock (refilling)
        {
            while (!queue.IsHalfFull && Next() is { } part)
            {
                bool took;
                try
                {
                    took = Read(part.Segment, part.From, part.End);
                }
                catch (Exception exception)
                {
                    logger.JournalUnreadable(part.Segment.Path, exception);
                    MoveTo(part.Segment.Number, part.End);
                    continue;
                }

                if (!took)
                {
                    return;
                }
            }
        }
    }

    private (JournalSegment Segment, long From, long End)? Next()
    {
        lock (gate)
        {
            while (IsBehind)
            {
                var segment = log.FindFrom(position.Number);
                if (segment is null)
                {
                    IsBehind = false;
                    break;
                }

                if (segment.Number > position.Number || position.Offset < JournalFrame.SegmentHeaderLength)
                {
                    position = (segment.Number, JournalFrame.SegmentHeaderLength);
                }

                // This run's older results went through memory.
                if (segment.Number >= firstOwn && position.CompareTo(ownStart) < 0)
                {
                    position = ownStart;
                    continue;
                }

                if (position.Offset < segment.Length)
                {
                    return (segment, position.Offset, segment.Length);
                }

                IsBehind = segment != log.Active && log.FindFrom(segment.Number + 1) is not null;
                position = (segment.Number + 1, 0);
            }

            return null;
        }
    }

    /// <summary>False when the queue would take no more; the rest is read later.</summary>
    private bool Read(JournalSegment segment, long from, long end)
    {
        var reader = JournalReader.Open(segment.Path, from, end);
        CapturedContent? content = null;
        long? contentAt = null;
        while (reader is not null && reader.Read())
        {
            if (reader.Type is JournalFrameType.Content)
            {
                var bytes = new JournalPayload(reader.Payload);
                (content, contentAt) = (UsageCodec.ReadContent(ref bytes), reader.Offset);
                continue;
            }

            if (IsMine(reader.Type, segment) && !queue.TryAdd(EntryOf(reader.Payload, content, segment)))
            {
                MoveTo(segment.Number, contentAt ?? reader.Offset);
                return false;
            }

            (content, contentAt) = (null, null);
        }

        MoveTo(segment.Number, end);
        return true;
    }

    private bool IsMine(JournalFrameType type, JournalSegment segment) =>
        type is JournalFrameType.Settled || (type is JournalFrameType.SettledLate && segment.Number < firstOwn);

    private JournalEntry EntryOf(ReadOnlySpan<byte> payload, CapturedContent? content, JournalSegment segment)
    {
        var bytes = new JournalPayload(payload);
        var intentNumber = bytes.Fixed();
        var record = UsageCodec.Read(ref bytes);
        JournalSegment? intent;
        lock (gate)
        {
            intent = log.Find(intentNumber);
        }

        return new JournalEntry(journal)
        {
            Record = record,
            Content = content?.RecordId == record.Id ? content : null,
            Ticket = intent is null ? null : new JournalTicket(record.Id, intent),
            Segment = segment,
            OfEarlierRun = segment.Number < firstOwn || record.Outcome is UsageOutcome.Interrupted,
        };
    }

    private void MoveTo(long number, long offset)
    {
        lock (gate)
        {
            position = (number, offset);
        }
    }
}
