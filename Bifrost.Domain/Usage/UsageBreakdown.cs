namespace Bifrost.Domain.Usage;

/// <summary>The answer to a <see cref="BreakdownQuery"/>.</summary>
/// <param name="Whole">All that the filter lets through; less than the sum of the rows where requests carry several tags.</param>
/// <param name="Previous">The same of the previous period.</param>
/// <param name="Steps">Start of each step of the series, UTC.</param>
/// <param name="Series">The dearest seven and "other", to be stacked.</param>
public sealed record UsageBreakdown(
    BreakdownQuery Query, UsageAmounts Whole, UsageAmounts Previous, IReadOnlyList<BreakdownRow> Rows, IReadOnlyList<DateTime> Steps, IReadOnlyList<BreakdownSeries> Series)
{
    /// <summary>Rows that stand for themselves; the rest is one row.</summary>
    public const int MostRows = 500;

    /// <summary>Series beside "other".</summary>
    public const int MostSeries = 7;

    public decimal? Change => ChangeOf(Whole, Previous);

    internal static decimal? ChangeOf(UsageAmounts now, UsageAmounts before) =>
        before.CostNanos == 0 ? null : (decimal)(now.CostNanos - before.CostNanos) / Math.Abs((decimal)before.CostNanos);

    /// <summary>Orders the lines and folds what is beyond <see cref="MostRows"/>, the cheapest, into one.</summary>
    internal static IReadOnlyList<BreakdownRow> Arrange(BreakdownQuery query, IEnumerable<BreakdownRow> rows)
    {
        var dearest = rows.OrderByDescending(x => x.Amounts.CostNanos).ThenByDescending(x => x.Amounts.Requests).ThenBy(x => x.Key, StringComparer.Ordinal).ToList();
        var kept = dearest.Take(MostRows).ToList();
        IEnumerable<BreakdownRow> ordered = query.Sort == BreakdownSort.Name
            ? kept.OrderBy(x => x.Name, StringComparer.OrdinalIgnoreCase).ThenBy(x => x.Key, StringComparer.Ordinal)
            : kept.OrderBy(x => ValueOf(x, query.Sort) ?? decimal.MinValue);
        if (!query.Ascending)
        {
            // Stable both ways: equals stay in the order of their cost.
            ordered = query.Sort == BreakdownSort.Name ? ordered.Reverse() : kept.OrderByDescending(x => ValueOf(x, query.Sort) ?? decimal.MinValue);
        }

        var rest = dearest.Skip(MostRows).ToList();
        return rest.Count == 0 ? [.. ordered] : [.. ordered, new BreakdownRow(
            null, Counted.Of(rest.Count, "other"), UsageAmounts.Sum(rest.Select(x => x.Amounts)), UsageAmounts.Sum(rest.Select(x => x.Previous)), rest.Sum(x => x.Share))];
    }

    private static decimal? ValueOf(BreakdownRow row, BreakdownSort sort) => sort switch
    {
        BreakdownSort.Requests => row.Amounts.Requests,
        BreakdownSort.Input => row.Amounts.InputTokens,
        BreakdownSort.Cached => row.Amounts.CachedInputTokens,
        BreakdownSort.Output => row.Amounts.OutputTokens,
        BreakdownSort.Reasoning => row.Amounts.ReasoningTokens,
        BreakdownSort.List => row.Amounts.ListCostNanos,
        BreakdownSort.Change => row.Change,
        _ => row.Amounts.CostNanos,
    };
}
