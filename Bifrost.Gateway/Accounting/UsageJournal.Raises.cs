namespace Bifrost.Gateway.Accounting;

/// <content>Holds that change while their call is under way: what a kill is billed by.</content>
public sealed partial class UsageJournal
{
    private const int MostBytesOfRaise = JournalFrame.HeaderLength + 16 + (2 * 10);

    /// <summary>
    /// Writes what is held for a call by now: nothing that this pays for may go to the caller before, and where it has fallen nothing
    /// of the difference may be held for others before. Does not wait for the disk,
    /// allocates nothing, and takes no account of the journal's limit: it is at most what is under way.
    /// </summary>
    /// <param name="ticket">Of the intent; of a settled one nothing is written.</param>
    /// <param name="outputTokens">Output tokens that the hold pays.</param>
    /// <param name="heldNanos">Nano-dollars, all in all.</param>
    /// <returns>False when it could not be written.</returns>
    internal bool Raise(JournalTicket ticket, long outputTokens, long heldNanos)
    {
        Span<byte> frame = stackalloc byte[MostBytesOfRaise];
        var payload = new JournalBytes(frame[JournalFrame.HeaderLength..]);
        payload.Id(ticket.Id);
        payload.Number(outputTokens);
        payload.Number(heldNanos);
        frame = frame[..(JournalFrame.HeaderLength + payload.Length)];
        JournalFrame.Seal(frame, JournalFrameType.Raised, log.Salt);
        Exception? cause;
        var change = JournalHealth.Change.None;
        lock (gate)
        {
            if (ticket.IsSettled)
            {
                return true;
            }

            cause = log.TryAppend(frame, out _);
            if (cause is null)
            {
                MoveRaise(ticket, log.Active!);
            }
            else
            {
                change = health.Note(cause);
            }
        }

        health.Report(change, cause);
        sync.Signal();
        return cause is null;
    }

    /// <summary>The raise before may go. Under the lock.</summary>
    private void MoveRaise(JournalTicket ticket, JournalSegment to)
    {
        to.Pins++;
        if (ticket.RaisedIn is { } outdated)
        {
            log.Unpin(outdated);
        }

        ticket.RaisedIn = to;
    }

    /// <summary>Its result is in the journal, or in the database. Under the lock; true when a file has become free to go.</summary>
    private bool ForgetRaise(JournalEntry entry)
    {
        if (entry.Ticket is not { RaisedIn: { } raised } ticket)
        {
            return false;
        }

        ticket.RaisedIn = null;
        return log.Unpin(raised);
    }
}
