using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Statements;

/// <summary>Reads what <see cref="StatementRules"/> needs, within somebody else's context: a command's transaction or a query's own.</summary>
internal sealed class StatementReader(BifrostDbContext db, DateTime now, CancellationToken cancellationToken)
{
    /// <summary>All open statements, or those of one customer.</summary>
    public async Task<IReadOnlyList<OpenStatement>> OpenAsync(Guid? customer)
    {
        var closed = await db.Statements.Where(x => customer == null || x.CustomerId == customer)
            .GroupBy(x => x.CustomerId).Select(g => new { g.Key, Month = g.Max(x => x.Month) }).ToDictionaryAsync(x => x.Key, x => x.Month, cancellationToken);
        var waiting = await db.StatementCorrections.Where(x => x.StatementId == null && (customer == null || x.CustomerId == customer))
            .GroupBy(x => x.CustomerId).Select(g => new { g.Key, Nanos = g.Sum(x => x.AmountNanos) }).ToDictionaryAsync(x => x.Key, x => new Usd(x.Nanos), cancellationToken);
        var open = StatementRules.Open(await SumsAsync(customer), closed, waiting, now);
        var names = await UsageNames.ReadAsync(db, UsageDimension.Customer, [.. open.Select(x => x.CustomerId).Distinct()], cancellationToken);
        return [.. open.Select(x => x with { Customer = names.GetValueOrDefault(x.CustomerId, "") })];
    }

    /// <summary>The lines of an open statement, in order, with today's names.</summary>
    public async Task<IReadOnlyList<StatementLine>> LinesAsync(OpenStatement open)
    {
        var lines = new List<StatementLine>();
        Add(lines, StatementLineKind.Usage, open, open.Month, await CountedAsync(open.CustomerId, open.Month));
        foreach (var month in open.LateMonths)
        {
            var counted = await CountedAsync(open.CustomerId, month);
            foreach (var (place, stated) in await StatedAsync(open.CustomerId, month))
            {
                counted[place] = counted.GetValueOrDefault(place, UsageAmounts.None) - stated;
            }

            Add(lines, StatementLineKind.Adjustment, open, month, counted);
        }

        await NameAsync(lines);
        if (open.IsOldest)
        {
            var corrections = await db.StatementCorrections.AsNoTracking().Where(x => x.CustomerId == open.CustomerId && x.StatementId == null).ToListAsync(cancellationToken);
            lines.AddRange(corrections.Select(x => new StatementLine
            {
                Id = x.Id,
                CustomerId = x.CustomerId,
                Kind = StatementLineKind.Correction,
                BelongsTo = x.BelongsTo,
                Reason = x.Reason,
                CostNanos = x.AmountNanos,
            }));
        }

        return StatementContent.InOrder(lines);
    }

    private static void Add(List<StatementLine> lines, StatementLineKind kind, OpenStatement open, DateTime month, Dictionary<Place, UsageAmounts> amounts) =>
        lines.AddRange(amounts.Where(x => x.Value != UsageAmounts.None).Select(x => new StatementLine
        {
            CustomerId = open.CustomerId,
            Kind = kind,
            BelongsTo = month,
            TeamId = x.Key.Team,
            VirtualKeyId = x.Key.Key,
            Provider = x.Key.Provider,
            Model = x.Key.Model,
            Amounts = x.Value,
        }));

    /// <summary>For each customer and month what the totals say, beside what statements said.</summary>
    private async Task<IReadOnlyCollection<MonthSum>> SumsAsync(Guid? customer)
    {
        var counted = await CountedAsync(customer);
        var lines = db.StatementLines.Where(x => x.Kind != StatementLineKind.Correction && (customer == null || x.CustomerId == customer));
        var stated = await StatementSums.Of(lines.GroupBy(x => new { x.CustomerId, x.BelongsTo }))
            .ToDictionaryAsync(x => (x.Key.CustomerId, x.Key.BelongsTo), x => x.Amounts, cancellationToken);
        return [.. counted.Keys.Union(stated.Keys).Select(x => new MonthSum(x.Item1, x.Item2, counted.GetValueOrDefault(x, UsageAmounts.None), stated.GetValueOrDefault(x, UsageAmounts.None)))];
    }

    /// <summary>
    /// What the totals say, by customer and month. A month at a time, by the index on hours: grouping all of them by their months
    /// lets SQLite take each row's time apart and sort all rows at once. Empty months are skipped.
    /// </summary>
    private async Task<Dictionary<(Guid Customer, DateTime Month), UsageAmounts>> CountedAsync(Guid? customer)
    {
        var totals = db.UsageTotals.Where(x => customer == null || x.CustomerId == customer);
        var counted = new Dictionary<(Guid, DateTime), UsageAmounts>();
        var next = await totals.MinAsync(x => (DateTime?)x.Hour, cancellationToken);
        while (next is { } hour)
        {
            var month = StatementMonth.Of(hour);
            var end = month.AddMonths(1);
            var sums = await StatementSums.Of(totals.Where(x => x.Hour >= month && x.Hour < end).GroupBy(x => x.CustomerId)).ToListAsync(cancellationToken);
            sums.ForEach(x => counted.Add((x.Key, month), x.Amounts));
            next = await totals.Where(x => x.Hour >= end).MinAsync(x => (DateTime?)x.Hour, cancellationToken);
        }

        return counted;
    }

    private async Task<Dictionary<Place, UsageAmounts>> CountedAsync(Guid customer, DateTime month)
    {
        var end = month.AddMonths(1);
        var totals = db.UsageTotals.Where(x => x.CustomerId == customer && x.Hour >= month && x.Hour < end);
        return await StatementSums.Of(totals.GroupBy(x => new { x.TeamId, x.VirtualKeyId, x.Provider, x.Model }))
            .ToDictionaryAsync(x => new Place(x.Key.TeamId, x.Key.VirtualKeyId, x.Key.Provider, x.Key.Model), x => x.Amounts, cancellationToken);
    }

    private async Task<Dictionary<Place, UsageAmounts>> StatedAsync(Guid customer, DateTime month)
    {
        var lines = await db.StatementLines.AsNoTracking().Where(x => x.CustomerId == customer && x.BelongsTo == month && x.Kind != StatementLineKind.Correction).ToListAsync(cancellationToken);
        return lines.GroupBy(x => new Place(x.TeamId, x.VirtualKeyId, x.Provider, x.Model)).ToDictionary(x => x.Key, x => UsageAmounts.Sum(x.Select(StatementSums.Of)));
    }

    private async Task NameAsync(List<StatementLine> lines)
    {
        var teams = await UsageNames.ReadAsync(db, UsageDimension.Team, [.. lines.Select(x => x.TeamId).Distinct()], cancellationToken);
        var keys = await UsageNames.ReadAsync(db, UsageDimension.Key, [.. lines.Select(x => x.VirtualKeyId).Distinct()], cancellationToken);
        foreach (var line in lines)
        {
            line.Team = NameOf(line.TeamId, teams);
            line.VirtualKey = NameOf(line.VirtualKeyId, keys);
        }
    }

    private static string NameOf(Guid id, IReadOnlyDictionary<Guid, string> names) => id == Guid.Empty ? "" : names.GetValueOrDefault(id, id.ToString());

    private readonly record struct Place(Guid Team, Guid Key, string Provider, string Model);
}
