using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Proof that an intent is in the journal, to be handed back with <see cref="UsageJournal.Settle"/> exactly once.
/// </summary>
public sealed class JournalTicket
{
    private int settled;

    internal JournalTicket(Guid id, JournalSegment segment)
    {
        Id = id;
        Segment = segment;
    }

    /// <summary>The record's id.</summary>
    public Guid Id { get; }

    internal JournalSegment Segment { get; }

    /// <summary>Where the last raise of its hold is, as long as a kill would need it. Guarded by the journal's lock.</summary>
    internal JournalSegment? RaisedIn { get; set; }

    internal bool IsSettled => Volatile.Read(ref settled) != 0;

    internal bool TrySettle() => Interlocked.Exchange(ref settled, 1) == 0;
}
