using Bifrost.Domain.Persistence;
using Microsoft.Extensions.Logging;

namespace Bifrost.Domain.Usage;

/// <summary>
/// Moves settled records from the <see cref="UsageQueue"/> into the database: at most 100 ms or 1,000 records a batch, one
/// transaction each, which also raises totals and buckets by exactly the records that were new. Records may come twice
/// (replay, a commit whose answer was lost, another node): the id decides. While the database is away nothing is dropped.
/// One writer a node: buckets are this node's own rows.
/// </summary>
public sealed class UsageWriter(
    IUsageStore store, NodeIdentity node, UsageQueue queue, TimeProvider time, ILogger<UsageWriter> logger) : IDisposable
{
    /// <summary>Most records of one transaction.</summary>
    public const int BatchSize = 1_000;

    private static readonly TimeSpan BatchWindow = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan IdleRound = TimeSpan.FromSeconds(5);
    private const double FirstBackoffMs = 50;
    private const double LongestBackoffMs = 2_000;

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<PendingUsage> batch = new(BatchSize);
    private readonly List<CapturedContent> contents = [];
    private readonly UsageBuckets buckets = new(node.Id);
    private readonly LastUsedKeys lastUsed = new();
    private readonly SpendTally spend = new();
    private readonly TagNames tags = new();
    private readonly string leaseHolder = node.Id.ToString("N");
    private int failures;

    /// <summary>Raised after each commit that added records. Handlers must return quickly; the console throttles by itself.</summary>
    public event EventHandler<UsageWritten>? Written;

    /// <summary>The last attempt to write failed; records wait.</summary>
    public bool IsBehind => Volatile.Read(ref failures) > 0;

    /// <summary>Writes until cancelled. What is still queued then is left to <see cref="FlushAsync"/> or, from the journal, to the next start.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await queue.WaitAsync(1, IdleRound, time, cancellationToken);
                await queue.WaitAsync(BatchSize, BatchWindow, time, cancellationToken);
                if (!await WriteAsync(1, cancellationToken))
                {
                    await Task.Delay(Backoff(), time, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Writes everything queued, now. False when the database refused; the records are kept.</summary>
    public Task<bool> FlushAsync(CancellationToken cancellationToken = default) => WriteAsync(long.MaxValue, cancellationToken);

    /// <summary>Writes so many of the records that wait, the oldest first; fewer where no more wait. False when the database refused.</summary>
    public Task<bool> FlushAsync(long atLeast, CancellationToken cancellationToken = default) => WriteAsync(atLeast, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();

    private async Task<bool> WriteAsync(long atLeast, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            do
            {
                queue.Take(batch, BatchSize);
                if (batch.Count == 0)
                {
                    return true;
                }

                atLeast -= batch.Count;
                await WriteBatchAsync(cancellationToken);
            }
            while (atLeast > 0);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (Interlocked.Increment(ref failures) == 1)
            {
                logger.Behind(batch.Count + queue.Count, exception);
            }

            return false;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task WriteBatchAsync(CancellationToken cancellationToken)
    {
        // All nodes insert in the order of ids, then add to totals in theirs: no two can wait for each other in a circle.
        batch.Sort(static (a, b) => a.Record.Id.CompareTo(b.Record.Id));
        int added;
        try
        {
            added = await CommitAsync(cancellationToken);
            if (Interlocked.Exchange(ref failures, 0) > 0)
            {
                logger.CaughtUp();
            }

            await NoteLastUseAsync(cancellationToken);
        }
        finally
        {
            await store.EndAsync();
        }

        Release(added);
    }

    private async Task<int> CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.BeginAsync(cancellationToken);
            var added = await AddAsync(cancellationToken);
            await store.CommitAsync(cancellationToken);
            return added;
        }
        catch
        {
            buckets.Forget();
            throw;
        }
    }

    private async Task<int> AddAsync(CancellationToken cancellationToken)
    {
        var isNew = await store.AddAsync(UsageSql.Records, batch, static (to, pending) => UsageRows.Record(to, pending.Record), cancellationToken);
        var tally = new UsageTally(tags);
        contents.Clear();
        spend.Clear();
        var added = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (!isNew[i])
            {
                continue;
            }

            added++;
            tally.Add(batch[i].Record);
            spend.Add(batch[i]);
            await buckets.AddAsync(store, batch[i].Record, cancellationToken);
            if (batch[i].Content is { } content)
            {
                contents.Add(content);
            }
        }

        if (contents.Count > 0)
        {
            await store.RunAsync(UsageSql.InsertContent, contents, UsageRows.Content, cancellationToken);
        }

        if (added > 0)
        {
            await store.RunAsync(UsageSql.AddTotal, tally.InOrder(), UsageRows.Total, cancellationToken);
            await store.RunAsync(UsageSql.AddTagTotal, tally.TagsInOrder(), UsageRows.TagTotal, cancellationToken);
            await buckets.WriteAsync(store, cancellationToken);
            await AddSpendAsync(cancellationToken);
        }

        return added;
    }

    /// <summary>Posts to budgets and takes as much from this node's leases: their sum stays as it was.</summary>
    private async Task AddSpendAsync(CancellationToken cancellationToken)
    {
        if (spend.IsEmpty)
        {
            return;
        }

        var rows = spend.InOrder();
        await store.RunAsync(UsageSql.AddSpend, rows, UsageRows.Spend, cancellationToken);
        if (store.IsShared)
        {
            await store.RunAsync(UsageSql.TakeFromLease, rows, (to, row) => UsageRows.Lease(to, row, leaseHolder), cancellationToken);
        }
    }

    /// <summary>After the commit and on its own: an operator who edits a key must not hold up the accounts.</summary>
    private async Task NoteLastUseAsync(CancellationToken cancellationToken)
    {
        var due = lastUsed.Due(batch);
        if (due.Count == 0)
        {
            return;
        }

        try
        {
            await store.RunAsync(UsageSql.TouchKey, due, static (to, use) => to.Time(use.At).Id(use.KeyId), cancellationToken);
            lastUsed.Noted(due);
        }
        catch (Exception exception)
        {
            logger.LastUsedFailed(exception);
        }
    }

    private void Release(int added)
    {
        foreach (var pending in batch)
        {
            pending.Written();
        }

        batch.Clear();
        contents.Clear();
        if (added == 0)
        {
            return;
        }

        try
        {
            Written?.Invoke(this, new UsageWritten(added, time.GetUtcNow().UtcDateTime));
        }
        catch (Exception exception)
        {
            logger.ListenerFailed(exception);
        }
    }

    /// <summary>Doubles from 50 ms to 2 s; half of it is chance, so that nodes do not return all at once.</summary>
    private TimeSpan Backoff()
    {
        var longest = Math.Min(LongestBackoffMs, FirstBackoffMs * Math.Pow(2, Math.Min(failures, 10)));
        return TimeSpan.FromMilliseconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
