namespace Bifrost.Gateway.Accounting;

/// <summary>Results that could not be written when they were settled: at most as many as requests were under way. Under the journal's lock.</summary>
internal sealed class JournalStranded(JournalLog log)
{
    private readonly List<JournalEntry> entries = [];

    public void Add(JournalEntry entry) => entries.Add(entry);

    /// <summary>Writes those that the database does not have meanwhile. Returns what stands in the way.</summary>
    public Exception? Rewrite()
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (!entries[i].IsWritten && Write(entries[i]) is { } cause)
            {
                return cause;
            }

            entries.RemoveAt(i);
        }

        return null;
    }

    private Exception? Write(JournalEntry entry)
    {
        var encoding = JournalEncoding.Settled(entry.Record, entry.Content, entry.IntentSegment?.Number ?? 0, JournalFrameType.SettledLate, log.Salt);
        var cause = log.TryAppend(encoding.Frames, out _);
        encoding.Return();
        if (cause is null)
        {
            entry.Segment = log.Active!;
            entry.Segment.Pins++;
        }

        return cause;
    }
}
