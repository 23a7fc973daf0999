using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Usage;

/// <summary>
/// Usage by customer, team, key, model, provider, tag or day. Reads totals, never records: those may be pruned. What the console
/// shows, exports and the admin API answers is this one answer.
/// </summary>
public sealed class UsageBreakdowns(IDbContextFactory<BifrostDbContext> contexts)
{
    public async Task<UsageBreakdown> ReadAsync(BreakdownQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var period = query.Period;
        var slices = Slices(db, query, period.From, period.Until);
        var now = await UsageGroups.SumAsync(slices, query.By, cancellationToken);
        var before = await UsageGroups.SumAsync(Slices(db, query, period.PreviousFrom, period.PreviousUntil), query.By, cancellationToken);
        var whole = await WholeAsync(db, query, now, period.From, period.Until, cancellationToken);
        var previous = await WholeAsync(db, query, before, period.PreviousFrom, period.PreviousUntil, cancellationToken);
        before = query.By == UsageDimension.Day ? Moved(before, period) : before;
        var names = await NamesAsync(db, query.By, now.Keys.Union(before.Keys), cancellationToken);
        var rows = now.Keys.Union(before.Keys).Where(x => query.By != UsageDimension.Day || now.ContainsKey(x)).Select(x =>
        {
            var amounts = now.GetValueOrDefault(x, UsageAmounts.None);
            return new BreakdownRow(x, NameOf(query.By, x, names), amounts, before.GetValueOrDefault(x, UsageAmounts.None), whole.CostNanos == 0 ? null : (decimal)amounts.CostNanos / whole.CostNanos);
        }).ToList();
        var steps = period.Steps();
        return new UsageBreakdown(query, whole, previous, UsageBreakdown.Arrange(query, rows), steps, await SeriesAsync(slices, query, rows, steps, cancellationToken));
    }

    private static IQueryable<UsageSlice> Slices(BifrostDbContext db, BreakdownQuery query, DateTime from, DateTime until) =>
        UsageGroups.Where(query.NeedsTags ? UsageSlice.OfTags(db, from, until) : UsageSlice.OfTotals(db, from, until), query.Filter);

    // A request with several tags stands in several rows: their sum is not what was spent.
    private static async Task<UsageAmounts> WholeAsync(
        BifrostDbContext db, BreakdownQuery query, Dictionary<string, UsageAmounts> groups, DateTime from, DateTime until, CancellationToken cancellationToken)
    {
        var counted = query is { By: UsageDimension.Tag, Filter.Tag: null }
            ? await UsageGroups.SumAsync(UsageGroups.Where(UsageSlice.OfTotals(db, from, until), query.Filter), UsageDimension.Provider, cancellationToken)
            : groups;
        return UsageAmounts.Sum(counted.Values);
    }

    // The day before stands beside the day that is as far into its own period.
    private static Dictionary<string, UsageAmounts> Moved(Dictionary<string, UsageAmounts> days, UsagePeriod period) =>
        days.ToDictionary(x => UsageGroups.KeyOf(DateTime.Parse(x.Key, System.Globalization.CultureInfo.InvariantCulture) + (period.From - period.PreviousFrom)), x => x.Value, StringComparer.Ordinal);

    private static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(BifrostDbContext db, UsageDimension by, IEnumerable<string> keys, CancellationToken cancellationToken) =>
        by is UsageDimension.Customer or UsageDimension.Team or UsageDimension.Key
            ? await UsageNames.ReadAsync(db, by, [.. keys.Where(x => x.Length > 0).Select(Guid.Parse)], cancellationToken)
            : new Dictionary<Guid, string>();

    private static string NameOf(UsageDimension by, string key, IReadOnlyDictionary<Guid, string> names) =>
        key.Length == 0 ? UsageNames.Without(by)
        : by is UsageDimension.Customer or UsageDimension.Team or UsageDimension.Key ? names.GetValueOrDefault(Guid.Parse(key), key)
        : key;

    private static async Task<IReadOnlyList<BreakdownSeries>> SeriesAsync(
        IQueryable<UsageSlice> slices, BreakdownQuery query, List<BreakdownRow> rows, IReadOnlyList<DateTime> steps, CancellationToken cancellationToken)
    {
        var all = Spread(await UsageGroups.DaysAsync(slices, UsageDimension.Day, [], cancellationToken), steps);
        if (query.By == UsageDimension.Day)
        {
            return [new("Spend", all)];
        }

        var top = rows.Where(x => x.Amounts.CostNanos != 0).OrderByDescending(x => x.Amounts.CostNanos).ThenBy(x => x.Key, StringComparer.Ordinal).ToList();
        var shown = top.Take(UsageBreakdown.MostSeries).ToList();
        var days = (await UsageGroups.DaysAsync(slices, query.By, [.. shown.Select(x => x.Key!)], cancellationToken)).ToLookup(x => x.Key, StringComparer.Ordinal);
        var series = shown.Select(x => new BreakdownSeries(x.Name, Spread(days[x.Key!], steps))).ToList();
        if (top.Count > shown.Count)
        {
            series.Add(new("other", [.. all.Select((cost, i) => cost - new Usd(series.Sum(s => s.Costs[i].Nanos)))]));
        }

        return series;
    }

    private static Usd[] Spread(IEnumerable<(string Key, DateTime Day, long Nanos)> days, IReadOnlyList<DateTime> steps)
    {
        var costs = new Usd[steps.Count];
        var length = steps.Count > 1 ? steps[1] - steps[0] : TimeSpan.MaxValue;
        foreach (var (_, day, nanos) in days)
        {
            var at = steps.Count > 1 ? (int)((day - steps[0]) / length) : 0;
            costs[Math.Clamp(at, 0, costs.Length - 1)] += new Usd(nanos);
        }

        return costs;
    }
}
