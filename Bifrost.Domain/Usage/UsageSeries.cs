using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>
/// What the console draws of usage. Reads buckets and totals, never request records: the cost of a page does not grow
/// with the traffic. Components only draw what they get here.
/// </summary>
public sealed class UsageSeries(IDbContextFactory<BifrostDbContext> contexts)
{
    private const int HealthGrainSeconds = 10;
    private static readonly TimeSpan HealthSpan = TimeSpan.FromMinutes(15);

    /// <summary>The range that ends with <paramref name="now"/> (UTC). Buckets are streamed, not held.</summary>
    public async Task<UsageChart> ChartAsync(UsageRange range, DateTime now, CancellationToken cancellationToken = default)
    {
        var (grain, stepSeconds, count) = range.Shape();
        var step = TimeSpan.FromSeconds(stepSeconds);
        var first = UsageTally.StartOf(now, stepSeconds) - (step * (count - 1));
        var sums = new UsagePointSum?[count];
        var whole = new UsagePointSum();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var end = first + (step * count);
        var buckets = db.UsageBuckets.AsNoTracking().Where(x => x.GrainSeconds == grain && x.Start >= first && x.Start < end);
        await foreach (var bucket in buckets.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            (sums[(int)((bucket.Start - first) / step)] ??= new UsagePointSum()).Add(bucket);
            whole.Add(bucket);
        }

        var points = new UsagePoint[count];
        for (var i = 0; i < count; i++)
        {
            var start = first + (step * i);
            points[i] = (sums[i] ?? new UsagePointSum()).ToPoint(start, Passed(start, now, stepSeconds));
        }

        return new UsageChart(range, step, points, whole.ToPoint(first, Passed(first, now, (double)stepSeconds * count)));
    }

    /// <summary>Totals of the whole hours that begin from <paramref name="from"/> (inclusive) until <paramref name="until"/> (exclusive), UTC.</summary>
    public async Task<UsageSpend> SpendAsync(DateTime from, DateTime until, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.UsageTotals.Where(x => x.Hour >= from && x.Hour < until).GroupBy(x => 1).Select(g => new UsageSpend
        {
            Requests = g.Sum(x => x.Requests),
            Errors = g.Sum(x => x.Errors),
            InputTokens = g.Sum(x => x.InputTokens),
            OutputTokens = g.Sum(x => x.OutputTokens),
            Cost = new Usd(g.Sum(x => x.CostNanos)),
            ListCost = new Usd(g.Sum(x => x.ListCostNanos)),
            Estimated = g.Sum(x => x.Estimated),
            Unpriced = g.Sum(x => x.Unpriced),
        }).SingleOrDefaultAsync(cancellationToken) ?? new UsageSpend();
    }

    /// <summary>The same for each of a page's keys; a key without usage is absent.</summary>
    public async Task<IReadOnlyDictionary<Guid, UsageSpend>> SpendByKeyAsync(
        IReadOnlyCollection<Guid> keys, DateTime from, DateTime until, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var totals = db.UsageTotals.Where(x => keys.Contains(x.VirtualKeyId) && x.Hour >= from && x.Hour < until);
        return await totals.GroupBy(x => x.VirtualKeyId).Select(g => new
        {
            g.Key,
            Spend = new UsageSpend
            {
                Requests = g.Sum(x => x.Requests),
                Errors = g.Sum(x => x.Errors),
                InputTokens = g.Sum(x => x.InputTokens),
                OutputTokens = g.Sum(x => x.OutputTokens),
                Cost = new Usd(g.Sum(x => x.CostNanos)),
                ListCost = new Usd(g.Sum(x => x.ListCostNanos)),
                Estimated = g.Sum(x => x.Estimated),
                Unpriced = g.Sum(x => x.Unpriced),
            },
        }).ToDictionaryAsync(x => x.Key, x => x.Spend, cancellationToken);
    }

    /// <summary>Each provider that was called in the 15 minutes before <paramref name="now"/> (UTC), by name.</summary>
    public async Task<IReadOnlyDictionary<string, ProviderHealth>> HealthAsync(DateTime now, CancellationToken cancellationToken = default)
    {
        var from = now - HealthSpan;
        var sums = new Dictionary<string, UsagePointSum>(StringComparer.Ordinal);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var buckets = db.UsageBuckets.AsNoTracking()
            .Where(x => x.GrainSeconds == HealthGrainSeconds && x.Start >= from && x.Start <= now && x.Provider != "");
        await foreach (var bucket in buckets.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!sums.TryGetValue(bucket.Provider, out var sum))
            {
                sums[bucket.Provider] = sum = new UsagePointSum();
            }

            sum.Add(bucket);
        }

        return sums.ToDictionary(x => x.Key, x => x.Value.ToHealth(x.Key), StringComparer.Ordinal);
    }

    private static double Passed(DateTime start, DateTime now, double seconds) => Math.Clamp((now - start).TotalSeconds, 1, seconds);
}
