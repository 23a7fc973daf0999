using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Requests;

/// <summary>Reads what the requests page and its drawer show.</summary>
internal sealed class RequestReader(UsageQueries queries, OwnerNames owners, IDbContextFactory<BifrostDbContext> contexts, TimeProvider time)
{
    private const int ModelGrainSeconds = 3_600;
    private const int MostModels = 200;
    private static readonly (string Parameter, UsageDimension Of)[] Owners = [("key", UsageDimension.Key), ("team", UsageDimension.Team), ("customer", UsageDimension.Customer)];

    /// <summary>One page, newest first; null when the filter names a key, team or customer that does not exist.</summary>
    public async Task<UsagePage?> PageAsync(RequestFilter filter, Guid? before, CancellationToken cancellationToken = default) =>
        await ResolveAsync(filter, cancellationToken) is { } usage ? await queries.PageAsync(usage, before, cancellationToken: cancellationToken) : null;

    /// <summary>What the database is asked; null when the filter names a key, team or customer that does not exist.</summary>
    public async Task<UsageFilter?> ResolveAsync(RequestFilter filter, CancellationToken cancellationToken = default)
    {
        var ids = new Dictionary<UsageDimension, Guid?>();
        foreach (var (name, of) in Owners)
        {
            ids[of] = filter[name] is { } text ? await owners.FindAsync(of, text, cancellationToken) : null;
            if (ids[of] is null && filter[name] is not null)
            {
                return null;
            }
        }

        return filter.ToUsageFilter(ids[UsageDimension.Key], time.GetUtcNow().UtcDateTime) with { TeamId = ids[UsageDimension.Team], CustomerId = ids[UsageDimension.Customer] };
    }

    /// <summary>Providers and upstream models that were called in the last 30 days, for the filters' lists.</summary>
    public async Task<(IReadOnlyList<string> Providers, IReadOnlyList<string> Models)> ChoicesAsync(CancellationToken cancellationToken = default)
    {
        var from = time.GetUtcNow().UtcDateTime.AddDays(-30);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var buckets = db.UsageBuckets.AsNoTracking().Where(b => b.GrainSeconds == ModelGrainSeconds && b.Start >= from);
        return (
            await buckets.Where(b => b.Provider != "").Select(b => b.Provider).Distinct().OrderBy(p => p).Take(MostModels).ToListAsync(cancellationToken),
            await buckets.Where(b => b.Provider != "").Select(b => b.Model).Distinct().OrderBy(m => m).Take(MostModels).ToListAsync(cancellationToken));
    }

    /// <summary>One request with what its drawer needs; null when there is none or it was pruned.</summary>
    public async Task<RequestDetail?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } record)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var expires = await db.CapturedContents.Where(c => c.RecordId == id).Select(c => (DateTime?)c.ExpiresAt).SingleOrDefaultAsync(cancellationToken);
        return new RequestDetail(record, await PriceSource.ReadAsync(db, record, cancellationToken), expires);
    }
}
