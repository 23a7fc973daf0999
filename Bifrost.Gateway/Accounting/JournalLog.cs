using System.Security.Cryptography;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// The journal's files. Bytes are in the hands of the operating system when <see cref="TryAppend"/> returns. Called under
/// the journal's lock, but for what one thread does beside the requests: <see cref="Probe"/> and <see cref="Sync"/>.
/// </summary>
internal sealed class JournalLog : IDisposable
{
    private readonly JournalSettings settings;
    private readonly Lock gate;
    private readonly JournalSupply supply;
    private readonly SortedList<long, JournalSegment> segments = [];
    private readonly List<JournalFile> retired = [];
    private readonly List<JournalSegment> removable = [];
    private JournalFile? file;
    private Exception? refusal;
    private long totalBytes;

    public JournalLog(JournalSettings settings, Lock gate, long firstNumber)
    {
        (this.settings, this.gate) = (settings, gate);
        Salt = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));
        supply = new JournalSupply(settings, Salt, gate, firstNumber);
    }

    public uint Salt { get; }

    public JournalSegment? Active => file?.Segment;

    /// <summary>Where the next frame will be, or before it.</summary>
    public (long Number, long Offset) End => Active is { } active ? (active.Number, active.Length) : (supply.LastNumber + 1, JournalFrame.SegmentHeaderLength);

    /// <summary>What the files hold. Up to two segments more are reserved on the disk.</summary>
    public long TotalBytes => Volatile.Read(ref totalBytes);

    /// <summary>Takes over a segment of an earlier run.</summary>
    public void Adopt(JournalSegment segment)
    {
        segments.Add(segment.Number, segment);
        totalBytes += segment.Length;
    }

    public JournalSegment? Find(long number) => segments.GetValueOrDefault(number);

    /// <summary>The segment of this number or the next one that is still there.</summary>
    public JournalSegment? FindFrom(long number)
    {
        foreach (var (found, segment) in segments)
        {
            if (found >= number)
            {
                return segment;
            }
        }

        return null;
    }

    /// <summary>
    /// Appends whole frames. After a failure, what does not fit the present file is refused until <see cref="Probe"/>
    /// finds room, so that no request waits for a disk that has none.
    /// </summary>
    public Exception? TryAppend(ReadOnlySpan<byte> frames, out long offset)
    {
        offset = 0;
        try
        {
            if (file is null || file.Segment.Length >= settings.SegmentBytes || file.Segment.Length + frames.Length > file.Capacity)
            {
                if (refusal is not null)
                {
                    return refusal;
                }

                Roll(frames.Length);
            }

            file!.Append(frames);
        }
        catch (Exception exception)
        {
            // Of any kind: a file that may not grow, for one, is an ArgumentOutOfRangeException.
            refusal = exception;
            if (file is { IsMapped: false })
            {
                // Whether there is room is asked with a new file.
                Abandon();
            }

            return exception;
        }

        offset = file.Segment.Length;
        file.Segment.Length += frames.Length;
        totalBytes += frames.Length;
        return null;
    }

    /// <summary>Whether there is room again for a file. Without the lock.</summary>
    public Exception? Probe()
    {
        if (supply.Make() is { } cause)
        {
            return cause;
        }

        lock (gate)
        {
            refusal = null;
        }

        return null;
    }

    /// <summary>Takes a pin off; true when the file has become free to go.</summary>
    public bool Unpin(JournalSegment segment)
    {
        if (--segment.Pins != 0 || segment == Active)
        {
            return false;
        }

        Remove(segment);
        return true;
    }

    public void Remove(JournalSegment segment)
    {
        if (segments.Remove(segment.Number))
        {
            totalBytes -= segment.Length;
        }

        removable.Add(segment);
    }

    /// <summary>Begins a new file with the next append: the present one is full, or the disk did not keep what it was given.</summary>
    public void Abandon()
    {
        if (file is null)
        {
            return;
        }

        retired.Add(file);
        var segment = file.Segment;
        file = null;
        if (segment.Pins == 0)
        {
            Remove(segment);
        }
    }

    /// <summary>Brings everything to the disk, then closes and deletes what is done with and makes the next file. Without the lock.</summary>
    public void Sync(Action<JournalSegment, Exception> cannotDelete)
    {
        JournalFile? current;
        JournalFile[] closing;
        JournalSegment[] deleting;
        lock (gate)
        {
            current = file;
            closing = [.. retired];
            deleting = [.. removable];
            retired.Clear();
            removable.Clear();
        }

        supply.Prepare(current);
        try
        {
            foreach (var done in closing)
            {
                done.Flush();
            }

            current?.Flush();
        }
        finally
        {
            foreach (var done in closing)
            {
                done.Dispose();
            }

            foreach (var segment in deleting)
            {
                segment.Delete(cannotDelete);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        supply.Dispose();
        file?.Dispose();
        if (Active is { Pins: 0 } unused)
        {
            unused.Delete(static (_, _) => { });
        }

        file = null;
    }

    private void Roll(int needed)
    {
        var next = supply.Take(needed);
        Abandon();
        file = next;
        segments.Add(next.Segment.Number, next.Segment);
        totalBytes += next.Segment.Length;
    }
}
