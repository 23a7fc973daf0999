using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Accounting;

/// <content>What the journal does besides requests: recover, bring to the disk, take over what earlier runs left.</content>
public sealed partial class UsageJournal
{
    /// <summary>Writes what could not be written when it was settled. Under the lock.</summary>
    private Exception? Recover()
    {
        var cause = stranded.Rewrite();
        if (cause is null)
        {
            health.Recover();
        }

        return cause;
    }

    private void Probe()
    {
        var change = JournalHealth.Change.None;
        var cause = log.Probe();
        lock (gate)
        {
            if ((cause ?? Recover()) is null)
            {
                change = health.NoteWritable();
            }
        }

        health.Report(change, null);
    }

    private void SyncFiles()
    {
        try
        {
            log.Sync((segment, exception) => logger.JournalFileStays(segment.Path, exception));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What the disk refused once it may drop silently: go on in a new file, and only once that can be written.
            JournalHealth.Change change;
            lock (gate)
            {
                log.Abandon();
                change = health.Note(exception);
            }

            health.Report(change, exception);
        }
    }

    private JournalReplay Replay()
    {
        var found = Interlocked.Exchange(ref earlier, []);
        if (found.Count == 0)
        {
            return new JournalReplay(0, 0, 0, 0, 0);
        }

        var scan = new JournalScan(logger);
        TakeOver(found.FindAll(scan.Add), scan.Settled);
        var interrupted = SettleInterrupted(scan);
        tail.Refill();
        sync.Signal();
        logger.JournalReplayed(scan.Settled, interrupted);
        return new JournalReplay(found.Count, scan.Settled, interrupted, scan.CorruptBytes, scan.TornBytes);
    }

    private void TakeOver(List<JournalSegment> readable, long settled)
    {
        lock (gate)
        {
            foreach (var segment in readable)
            {
                log.Adopt(segment);
                if (segment.Pins == 0)
                {
                    log.Remove(segment);
                }
            }

            backlog += settled;
            tail.StartOver(firstNumber);
        }
    }

    private int SettleInterrupted(JournalScan scan)
    {
        var interrupted = 0;
        foreach (var (ticket, intent) in scan.Open)
        {
            interrupted++;
            lock (gate)
            {
                openIntents++;
            }

            Keep(new JournalEntry(this) { Record = InterruptedUsage.Of(intent), Ticket = ticket, OfEarlierRun = true });
        }

        return interrupted;
    }
}
