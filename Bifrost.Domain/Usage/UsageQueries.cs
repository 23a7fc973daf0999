using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>Request records for the requests page: filters and keyset paging in the database.</summary>
public sealed class UsageQueries(IDbContextFactory<BifrostDbContext> contexts)
{
    public const int PageSize = 50;

    /// <summary>The newest records that pass the filter and are older than <paramref name="before"/>, at most <paramref name="size"/>.</summary>
    public async Task<UsagePage> PageAsync(UsageFilter filter, Guid? before = null, int size = PageSize, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var records = ByOwner(InTime(db.UsageRecords.AsNoTracking(), filter), filter);
        records = ByAmount(ByOutcome(records, filter), filter);
        if (before is { } id)
        {
            records = records.Where(x => x.Id < id);
        }

        var page = await records.OrderByDescending(x => x.Id).Take(size + 1).ToListAsync(cancellationToken);
        if (page.Count <= size)
        {
            return new UsagePage(page, null);
        }

        page.RemoveAt(size);
        return new UsagePage(page, page[^1].Id);
    }

    /// <summary>One record; null when there is none or it was pruned.</summary>
    public async Task<UsageRecord?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.UsageRecords.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
    }

    private static IQueryable<UsageRecord> InTime(IQueryable<UsageRecord> records, UsageFilter filter)
    {
        // The span of ids lets the database begin at the right place; the time itself is exact.
        if (filter.From is { } from)
        {
            var lowest = UsageIds.Before(from);
            records = records.Where(x => x.Id >= lowest && x.Time >= from);
        }

        if (filter.Until is { } until)
        {
            var highest = UsageIds.After(until);
            records = records.Where(x => x.Id < highest && x.Time < until);
        }

        return records;
    }

    private static IQueryable<UsageRecord> ByOwner(IQueryable<UsageRecord> records, UsageFilter filter)
    {
        records = filter.RequestId is { } id ? records.Where(x => x.Id == id) : records;
        records = filter.VirtualKeyId is { } key ? key == Guid.Empty ? records.Where(x => x.VirtualKeyId == null) : records.Where(x => x.VirtualKeyId == key) : records;
        records = filter.TeamId is { } team ? team == Guid.Empty ? records.Where(x => x.TeamId == null) : records.Where(x => x.TeamId == team) : records;
        records = filter.CustomerId is { } customer ? customer == Guid.Empty ? records.Where(x => x.CustomerId == null) : records.Where(x => x.CustomerId == customer) : records;
        records = filter.Provider is { } provider ? provider.Length == 0 ? records.Where(x => x.Provider == null) : records.Where(x => x.Provider == provider) : records;
        records = filter.Model is { } model ? records.Where(x => x.Model == model) : records;
        return filter.Tag is { } tag ? ByTag(records, tag) : records;
    }

    private static IQueryable<UsageRecord> ByTag(IQueryable<UsageRecord> records, string tag)
    {
        var whole = $",{tag},";
        return tag.Length == 0 ? records.Where(x => x.Tags == null) : records.Where(x => ("," + x.Tags + ",").Contains(whole));
    }

    private static IQueryable<UsageRecord> ByOutcome(IQueryable<UsageRecord> records, UsageFilter filter)
    {
        if (filter.Status >= 400 || filter.StatusClass >= 4 || filter.Outcome > UsageOutcome.Completed || filter.ErrorText is { Length: > 0 })
        {
            // Literally the condition of the partial index on failures: they are few, so the rest may scan them.
            records = records.Where(x => x.Status >= 400 || x.Outcome != UsageOutcome.Completed);
        }

        if (filter.StatusClass is { } hundred)
        {
            var (lowest, above) = (hundred * 100, (hundred + 1) * 100);
            records = records.Where(x => x.Status >= lowest && x.Status < above);
        }

        records = filter.Status is { } status ? records.Where(x => x.Status == status) : records;
        records = filter.Outcome is { } outcome ? records.Where(x => x.Outcome == outcome) : records;
        return filter.ErrorText is { Length: > 0 } text ? ByError(records, text) : records;
    }

    private static IQueryable<UsageRecord> ByError(IQueryable<UsageRecord> records, string text)
    {
        var lower = text.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // Runs in the database: only the plain lower() has a translation.
        return records.Where(x => x.ErrorCode!.ToLower().Contains(lower) || x.ErrorMessage!.ToLower().Contains(lower));
#pragma warning restore CA1304, CA1311, CA1862
    }

    private static IQueryable<UsageRecord> ByAmount(IQueryable<UsageRecord> records, UsageFilter filter)
    {
        if (filter.MinCost is { } cost)
        {
            var nanos = cost.Nanos;
            records = records.Where(x => x.CostNanos >= nanos);
        }

        return filter.MinLatencyMicros is { } micros ? records.Where(x => x.LatencyMicros >= micros) : records;
    }
}
