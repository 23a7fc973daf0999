namespace Bifrost.Gateway.Accounting;

/// <summary>Numbers and makes the journal's files, one ahead of need, so that no request waits for its blocks.</summary>
internal sealed class JournalSupply(JournalSettings settings, uint salt, Lock gate, long firstNumber) : IDisposable
{
    private JournalFile? spare;
    private long nextNumber = firstNumber;
    private long madeBehind = -1;

    /// <summary>The last file taken. Every later one has a greater number. Under the lock.</summary>
    public long LastNumber { get; private set; } = firstNumber - 1;

    /// <summary>A file with room for so many bytes of frames. Under the lock; waits for the disk only when none was made ahead.</summary>
    public JournalFile Take(int needed)
    {
        if (spare is { } small && JournalFrame.SegmentHeaderLength + needed > small.Capacity)
        {
            // Not kept for later: the order of the numbers is that of the frames.
            spare = null;
            Discard(small);
        }

        var next = spare ?? Create(nextNumber++, needed);
        spare = null;
        LastNumber = next.Segment.Number;
        return next;
    }

    /// <summary>
    /// Makes the next file when the present one (null: there is none) is half full. Tried once for each: if it fails,
    /// the request that needs the file says so. By one thread, without the lock.
    /// </summary>
    public void Prepare(JournalFile? present)
    {
        lock (gate)
        {
            if (madeBehind == LastNumber || present?.Segment.Length < settings.SegmentBytes / 2)
            {
                return;
            }

            madeBehind = LastNumber;
        }

        Make();
    }

    /// <summary>Makes a file unless there is one. By one thread, without the lock.</summary>
    public Exception? Make()
    {
        long number;
        lock (gate)
        {
            if (spare is not null)
            {
                return null;
            }

            number = nextNumber++;
        }

        JournalFile made;
        try
        {
            made = Create(number, 0);
        }
        catch (Exception exception)
        {
            return exception;
        }

        lock (gate)
        {
            if (number > LastNumber)
            {
                spare = made;
                return null;
            }
        }

        // A request could not wait for it.
        Discard(made);
        return null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (spare is { } unused)
        {
            spare = null;
            Discard(unused);
        }
    }

    private static void Discard(JournalFile file)
    {
        file.Dispose();
        file.Segment.Delete(static (_, _) => { });
    }

    private JournalFile Create(long number, int needed)
    {
        var capacity = Math.Max(settings.SegmentBytes, JournalFrame.SegmentHeaderLength + needed);
        capacity = (capacity + JournalFile.Page - 1) / JournalFile.Page * JournalFile.Page;
        return JournalFile.Create(new JournalSegment(settings.Folder, number), salt, capacity, settings.MapSegments);
    }
}
