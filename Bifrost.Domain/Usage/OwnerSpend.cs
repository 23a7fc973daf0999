using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>What owners and one key spent, and what the key was refused: totals for money, the key's own index for records.</summary>
public sealed class OwnerSpend(IDbContextFactory<BifrostDbContext> contexts)
{
    // A key's newest records: enough to find what it was refused lately, and never a scan of all of them.
    private const int NewestLookedAt = 2_000;

    /// <summary>Effective cost of each team and of each customer from an hour (UTC) on, as attributed when it was spent.</summary>
    public async Task<IReadOnlyDictionary<Guid, Usd>> ByOwnerAsync(DateTime from, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = await db.UsageTotals.Where(x => x.Hour >= from)
            .GroupBy(x => new { x.TeamId, x.CustomerId })
            .Select(x => new { x.Key.TeamId, x.Key.CustomerId, Nanos = x.Sum(t => t.CostNanos) })
            .ToListAsync(cancellationToken);
        var spend = new Dictionary<Guid, Usd>();
        foreach (var sum in sums)
        {
            foreach (var owner in new[] { sum.TeamId, sum.CustomerId }.Where(x => x != Guid.Empty))
            {
                spend[owner] = spend.GetValueOrDefault(owner) + new Usd(sum.Nanos);
            }
        }

        return spend;
    }

    /// <summary>Effective cost of one key for each of the days (UTC) that end with <paramref name="now"/>, oldest first, days without usage as zero.</summary>
    public async Task<IReadOnlyList<(DateTime Day, Usd Cost)>> ByDayAsync(Guid key, DateTime now, int days, CancellationToken cancellationToken = default)
    {
        var first = now.Date.AddDays(1 - days);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hours = await db.UsageTotals.Where(x => x.VirtualKeyId == key && x.Hour >= first)
            .GroupBy(x => x.Hour).Select(x => new { Hour = x.Key, Nanos = x.Sum(t => t.CostNanos) })
            .ToListAsync(cancellationToken);
        var byDay = hours.GroupBy(x => x.Hour.Date).ToDictionary(x => x.Key, x => new Usd(x.Sum(h => h.Nanos)));
        return [.. Enumerable.Range(0, days).Select(i => first.AddDays(i)).Select(day => (DateTime.SpecifyKind(day, DateTimeKind.Utc), byDay.GetValueOrDefault(day)))];
    }

    /// <summary>What one key used today (UTC), and over the days that end with it.</summary>
    public async Task<(KeyUsage Today, KeyUsage All)> OfKeyAsync(Guid key, DateTime now, int days, CancellationToken cancellationToken = default)
    {
        var (today, first) = (now.Date, now.Date.AddDays(1 - days));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = await db.UsageTotals.Where(x => x.VirtualKeyId == key && x.Hour >= first)
            .GroupBy(x => x.Hour >= today)
            .Select(x => new { IsToday = x.Key, Nanos = x.Sum(t => t.CostNanos), Requests = x.Sum(t => t.Requests), Unpriced = x.Sum(t => t.Unpriced) })
            .ToListAsync(cancellationToken);
        var latest = sums.Find(x => x.IsToday);
        return (
            new KeyUsage(new Usd(latest?.Nanos ?? 0), latest?.Requests ?? 0, latest?.Unpriced ?? 0),
            new KeyUsage(new Usd(sums.Sum(x => x.Nanos)), sums.Sum(x => x.Requests), sums.Sum(x => x.Unpriced)));
    }

    /// <summary>The key's newest requests that failed or were refused, newest first.</summary>
    public async Task<IReadOnlyList<UsageRecord>> FailuresAsync(Guid key, int count, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.UsageRecords.AsNoTracking().Where(x => x.VirtualKeyId == key)
            .OrderByDescending(x => x.Id).Take(NewestLookedAt)
            .Where(x => x.Status >= 400 || x.Outcome != UsageOutcome.Completed)
            .OrderByDescending(x => x.Id).Take(count).ToListAsync(cancellationToken);
    }

    /// <summary>The key's first request that arrived after a moment (UTC); null when none was recorded yet.</summary>
    public async Task<UsageRecord?> FirstSinceAsync(Guid key, DateTime since, CancellationToken cancellationToken = default)
    {
        var lowest = LowestId(since);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.UsageRecords.AsNoTracking().Where(x => x.VirtualKeyId == key && x.Id > lowest && x.Time >= since)
            .OrderBy(x => x.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Requests of the keys that a condition selects since a moment (UTC): what a revoked key would no longer have served.</summary>
    public async Task<int> RequestsSinceAsync(System.Linq.Expressions.Expression<Func<UsageRecord, bool>> of, DateTime since, CancellationToken cancellationToken = default)
    {
        var lowest = LowestId(since);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.UsageRecords.Where(of).CountAsync(x => x.Id > lowest && x.Time >= since, cancellationToken);
    }

    // Ids begin with their millisecond: the database starts at the right place.
    private static Guid LowestId(DateTime since) => Guid.CreateVersion7(new DateTimeOffset(since, TimeSpan.Zero).AddSeconds(-1));
}
