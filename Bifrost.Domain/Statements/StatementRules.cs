using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Statements;

/// <summary>
/// Where each nano-dollar belongs. A customer's months are closed in their order, so all up to the last closed one are closed;
/// what the totals of those say beyond their statements' lines is late and belongs into the customer's oldest open month, with
/// the corrections that wait. What is used in an open month belongs into that month. Nothing else exists; a month in which
/// nothing was served is no statement.
/// </summary>
internal static class StatementRules
{
    /// <summary>All open statements with something in them, by month and customer.</summary>
    /// <param name="closedThrough">The last closed month of each customer that has one.</param>
    /// <param name="corrections">The sum of those that wait.</param>
    public static IReadOnlyList<OpenStatement> Open(
        IReadOnlyCollection<MonthSum> sums, IReadOnlyDictionary<Guid, DateTime> closedThrough, IReadOnlyDictionary<Guid, Usd> corrections, DateTime now)
    {
        var months = sums.ToLookup(x => x.CustomerId);
        return
        [
            .. sums.Select(x => x.CustomerId).Concat(corrections.Keys).Distinct()
                .SelectMany(x => OfCustomer(x, months[x], closedThrough.TryGetValue(x, out var last) ? last : null, corrections.TryGetValue(x, out var sum) ? sum : null, now))
                .OrderBy(x => x.Month).ThenBy(x => x.CustomerId),
        ];
    }

    private static IEnumerable<OpenStatement> OfCustomer(Guid customer, IEnumerable<MonthSum> sums, DateTime? closedThrough, Usd? corrections, DateTime now)
    {
        var months = sums.OrderBy(x => x.Month).ToList();
        var late = months.Where(x => x.Month <= closedThrough && x.Counted != x.Stated).ToList();
        var open = months.Where(x => (closedThrough is null || x.Month > closedThrough) && x.Counted != UsageAmounts.None).ToDictionary(x => x.Month, x => x.Counted);
        if ((late.Count > 0 || corrections is not null) && open.Count == 0)
        {
            open[RunningAfter(closedThrough, now)] = UsageAmounts.None;
        }

        var oldest = open.Count == 0 ? (DateTime?)null : open.Keys.Min();
        return open.Select(x => x.Key == oldest
            ? new OpenStatement(customer, "", x.Key, x.Value, UsageAmounts.Sum(late.Select(l => l.Counted - l.Stated)), [.. late.Select(l => l.Month)], corrections ?? Usd.Zero, true)
            : new OpenStatement(customer, "", x.Key, x.Value, UsageAmounts.None, [], Usd.Zero, false));
    }

    // The running month can never be closed; only a clock that was set back could name one that is.
    private static DateTime RunningAfter(DateTime? closedThrough, DateTime now)
    {
        var running = StatementMonth.Of(now);
        return closedThrough >= running ? closedThrough.Value.AddMonths(1) : running;
    }
}
