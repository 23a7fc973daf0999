using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Bifrost.Domain.Usage;

/// <summary>
/// Prunes what has a term: request records after the installation's retention, 10 s buckets after 2 h, 5 min buckets
/// after 8 days, captured content when it expires or its record goes,
/// totals of tags after 400 days, what budgets counted a week after it counts no more. Hourly buckets and the money totals stay for ever.
/// Deletes a few hundred rows a statement and pauses between them, so that requests' records never wait long.
/// </summary>
public sealed class UsageRetention(IDbContextFactory<BifrostDbContext> contexts, TimeProvider time, ILogger<UsageRetention> logger)
{
    private const int RowsAtOnce = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FineBuckets = TimeSpan.FromHours(2);
    private static readonly TimeSpan MiddleBuckets = TimeSpan.FromDays(8);
    private static readonly TimeSpan Tags = TimeSpan.FromDays(400);

    // Looks at all that budgets counted, which may be millions of rows.
    private static readonly TimeSpan SpendInterval = TimeSpan.FromHours(12);

    private DateTime _spendPruned;

    /// <summary>Prunes every five minutes until cancelled. Several nodes may do so at once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                try
                {
                    await PruneAsync(cancellationToken);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    logger.PruneFailed(exception);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Prunes all that is due. Returns how many request records went.</summary>
    public async Task<long> PruneAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var days = await db.Installations.Select(x => x.RetentionDays).SingleAsync(cancellationToken);
        var oldest = now - TimeSpan.FromDays(days);
        var above = UsageIds.After(oldest);
        var pruned = await RepeatAsync(
            () => db.UsageRecords.Where(x => x.Id < above && x.Time < oldest).OrderBy(x => x.Id).Take(RowsAtOnce).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
        await RepeatAsync(
            () => db.CapturedContents.Where(x => x.ExpiresAt < now).OrderBy(x => x.ExpiresAt).Take(RowsAtOnce).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
        var oldestId = UsageIds.Before(oldest);
        await RepeatAsync(
            () => db.CapturedContents.Where(x => x.RecordId < oldestId).OrderBy(x => x.RecordId).Take(RowsAtOnce).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
        await PruneTagsAsync(db, now - Tags, cancellationToken);
        if (now - _spendPruned >= SpendInterval)
        {
            await SpendRetention.PruneAsync(db, time, cancellationToken);
            _spendPruned = now;
        }

        await PruneBucketsAsync(db, 10, now - FineBuckets, cancellationToken);
        await PruneBucketsAsync(db, 300, now - MiddleBuckets, cancellationToken);
        return pruned;
    }

    // A composite key cannot be deleted by "the first n": one day of one tag at a time.
    private async Task PruneTagsAsync(BifrostDbContext db, DateTime oldest, CancellationToken cancellationToken)
    {
        while (true)
        {
            var first = await db.TagTotals.Where(x => x.Day < oldest).OrderBy(x => x.Day).ThenBy(x => x.Tag).Select(x => new { x.Day, x.Tag }).FirstOrDefaultAsync(cancellationToken);
            if (first is null)
            {
                return;
            }

            await db.TagTotals.Where(x => x.Day == first.Day && x.Tag == first.Tag).ExecuteDeleteAsync(cancellationToken);
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task PruneBucketsAsync(BifrostDbContext db, int grain, DateTime oldest, CancellationToken cancellationToken)
    {
        // A composite key cannot be deleted by "the first n", but one start is few rows: nodes × providers × models.
        while (true)
        {
            var start = await db.UsageBuckets.Where(x => x.GrainSeconds == grain && x.Start < oldest)
                .OrderBy(x => x.Start).Select(x => (DateTime?)x.Start).FirstOrDefaultAsync(cancellationToken);
            if (start is not { } first)
            {
                return;
            }

            await db.UsageBuckets.Where(x => x.GrainSeconds == grain && x.Start == first).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private async Task<long> RepeatAsync(Func<Task<int>> delete, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        while (true)
        {
            var count = await delete();
            deleted += count;
            if (count < RowsAtOnce)
            {
                return deleted;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
