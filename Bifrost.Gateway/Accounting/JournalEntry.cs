using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Accounting;

/// <summary>A settled record that the database does not have yet. Fields are guarded by the journal's lock.</summary>
internal sealed class JournalEntry(UsageJournal journal) : PendingUsage
{
    /// <summary>Of its intent; null for a refusal, or when that file is gone.</summary>
    public JournalTicket? Ticket { get; init; }

    /// <summary>Where the intent is.</summary>
    public JournalSegment? IntentSegment => Ticket?.Segment;

    /// <summary>Where the result is; null while it is in memory alone.</summary>
    public JournalSegment? Segment { get; set; }

    public bool IsWritten { get; set; }

    public override void Written() => journal.Release(this);
}
