using Bifrost.Domain.Usage;
using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// The account of every request, before the database: an intent is written before anything is sent upstream, its result
/// before the caller has the last byte. What a method has written is with the operating system when it returns, so a
/// killed process loses nothing; a group every 5 ms brings it to the disk for the sake of a power cut. Records leave
/// through the <see cref="UsageQueue"/>; a file goes when all it holds is in the database. Thread-safe.
/// </summary>
public sealed partial class UsageJournal : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly JournalSettings settings;
    private readonly UsageQueue queue;
    private readonly ILogger<UsageJournal> logger;
    private readonly FileStream lockFile;
    private readonly JournalLog log;
    private readonly JournalTail tail;
    private readonly JournalSync sync;
    private readonly JournalHealth health;
    private readonly JournalStranded stranded;
    private readonly long firstNumber;
    private List<JournalSegment> earlier;
    private long backlog;
    private long openIntents;
    private long dropped;
    private bool disposed;

    /// <exception cref="JournalLockedException">Another process uses the folder.</exception>
    public UsageJournal(JournalSettings settings, UsageQueue queue, ILogger<UsageJournal> logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(queue);
        (this.settings, this.queue, this.logger) = (settings, queue, logger);
        lockFile = JournalLock.Take(settings.Folder);
        earlier = JournalSegment.Find(settings.Folder);
        firstNumber = earlier.Count == 0 ? 1 : earlier[^1].Number + 1;
        log = new JournalLog(settings, gate, firstNumber);
        health = new JournalHealth(settings.Folder, logger);
        stranded = new JournalStranded(log);
        tail = new JournalTail(gate, log, queue, this, logger);
        queue.Refill = tail.Refill;
        sync = new JournalSync(SyncFiles, () => health.Failed, Probe);
        sync.Signal();
    }

    /// <summary>Intents are taken. False makes the readiness probe fail.</summary>
    public bool IsHealthy => !health.Failed && log.TotalBytes < settings.LimitBytes;

    /// <summary>Settled records that the database does not have yet.</summary>
    public long Backlog => Interlocked.Read(ref backlog);

    /// <summary>Intents without a result: requests under way.</summary>
    public long OpenIntents => Interlocked.Read(ref openIntents);

    /// <summary>What all files hold; on the disk, up to two segments more are reserved.</summary>
    public long Bytes => log.TotalBytes;

    /// <summary>Refusals whose record was given up because neither journal nor memory had room. Never anything that was dispatched.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>
    /// Writes what is known before dispatch: id, time, owner, provider, model, the estimated input tokens, the output's
    /// upper bound and the rates. The record stays the caller's. Less than a microsecond where files are mapped.
    /// </summary>
    /// <exception cref="JournalUnavailableException">It could not be written: nothing may be dispatched.</exception>
    public JournalTicket Begin(UsageRecord intent)
    {
        ArgumentNullException.ThrowIfNull(intent);
        var encoding = JournalEncoding.Intent(intent, log.Salt);
        JournalSegment segment;
        Exception? cause;
        JournalHealth.Change change;
        lock (gate)
        {
            cause = log.TotalBytes >= settings.LimitBytes ? Full() : health.Failure;
            cause ??= log.TryAppend(encoding.Frames, out _);
            segment = log.Active!;
            change = cause is null ? health.NoteWritable() : health.Note(cause);
            if (cause is null)
            {
                segment.Pins++;
                openIntents++;
            }
        }

        encoding.Return();
        health.Report(change, cause);
        if (cause is not null)
        {
            sync.Signal();
            throw cause as JournalUnavailableException ?? new JournalUnavailableException("The journal cannot be written.", cause);
        }

        sync.Signal();
        return new JournalTicket(intent.Id, segment);
    }

    /// <summary>
    /// Writes the result and hands it to the writer; the record must not change any more. Never throws: if the disk
    /// fails now, the record is kept in memory, still written to the database, and to the journal once it can be.
    /// </summary>
    /// <returns>False when the ticket was settled before: nothing is done.</returns>
    public bool Settle(JournalTicket ticket, UsageRecord final, CapturedContent? content = null)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(final);
        if (!ticket.TrySettle())
        {
            return false;
        }

        Keep(new JournalEntry(this) { Record = final, Content = content, Ticket = ticket });
        return true;
    }

    /// <summary>Writes the record of a request that was never dispatched. Never throws; the record must not change any more.</summary>
    public void Record(UsageRecord final)
    {
        ArgumentNullException.ThrowIfNull(final);
        Keep(new JournalEntry(this) { Record = final });
    }

    /// <summary>
    /// Once, at start: takes over what earlier runs left. Results are handed to the writer, which knows what it has;
    /// intents without one are settled as estimates. Does not wait for the database. Again: nothing is left to do.
    /// </summary>
    public Task<JournalReplay> ReplayAsync(CancellationToken cancellationToken = default) => Task.Run(Replay, cancellationToken);

    /// <summary>Brings everything to the disk and lets the folder go. Records that still wait are found by the next start.</summary>
    public ValueTask DisposeAsync()
    {
        if (!disposed)
        {
            disposed = true;
            queue.Refill = null;
            sync.Dispose();
            lock (gate)
            {
                log.Dispose();
            }

            lockFile.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    internal void Release(JournalEntry entry)
    {
        bool free;
        lock (gate)
        {
            backlog--;
            entry.IsWritten = true;
            free = ForgetRaise(entry);
            free |= entry.IntentSegment is { } intent && log.Unpin(intent);
            free |= entry.Segment is { } segment && log.Unpin(segment);
        }

        if (free)
        {
            sync.Signal();
        }
    }

    private void Keep(JournalEntry entry)
    {
        var encoding = JournalEncoding.Settled(entry.Record, entry.Content, entry.IntentSegment?.Number ?? 0, JournalFrameType.Settled, log.Salt);
        var refusal = entry.IntentSegment is null;
        var change = JournalHealth.Change.None;
        Exception? cause;
        lock (gate)
        {
            openIntents -= refusal ? 0 : 1;
            backlog++;
            // What was dispatched may pass the limit: it is at most what is under way.
            var offset = 0L;
            cause = refusal && log.TotalBytes >= settings.LimitBytes ? Full() : log.TryAppend(encoding.Frames, out offset);
            if (cause is null)
            {
                Queue(entry, offset);
            }
            else
            {
                change = health.Note(cause);
                KeepInMemory(entry, refusal);
            }
        }

        encoding.Return();
        health.Report(change, cause);
        sync.Signal();
    }

    private void KeepInMemory(JournalEntry entry, bool refusal)
    {
        if (!refusal)
        {
            stranded.Add(entry);
            queue.Add(entry);
        }
        else if (!queue.TryAdd(entry))
        {
            backlog--;
            dropped++;
        }
    }

    private void Queue(JournalEntry entry, long offset)
    {
        entry.Segment = log.Active!;
        entry.Segment.Pins++;
        ForgetRaise(entry);
        if (!tail.IsBehind && !queue.TryAdd(entry))
        {
            tail.FallBehind(entry.Segment.Number, offset);
        }
    }

    private static JournalUnavailableException Full() => new("The journal is full: the database has not taken its records.");
}
