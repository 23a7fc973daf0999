using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Statements;

/// <summary>
/// What counts in a statement, of totals and of lines that were stated, summed in the database. Requests are those that were
/// served: where no model is named nothing was sent, and lines closed before refused calls were told apart count some there.
/// They are set aside on both sides, or each of them would be an adjustment now.
/// </summary>
internal static class StatementSums
{
    public static IQueryable<StatementSum<TKey>> Of<TKey>(IQueryable<IGrouping<TKey, UsageTotal>> totals) => totals.Select(g => new StatementSum<TKey>
    {
        Key = g.Key,
        Amounts = new UsageAmounts
        {
            Requests = g.Sum(x => x.Model == "" ? 0 : x.Requests - x.Unserved),
            InputTokens = g.Sum(x => x.InputTokens),
            CachedInputTokens = g.Sum(x => x.CachedInputTokens),
            CacheWriteTokens = g.Sum(x => x.CacheWriteTokens),
            OutputTokens = g.Sum(x => x.OutputTokens),
            ReasoningTokens = g.Sum(x => x.ReasoningTokens),
            CostNanos = g.Sum(x => x.CostNanos),
            ListCostNanos = g.Sum(x => x.ListCostNanos),
            Unpriced = g.Sum(x => x.Unpriced),
            HeldNanos = g.Sum(x => x.HeldNanos),
        },
    });

    public static IQueryable<StatementSum<TKey>> Of<TKey>(IQueryable<IGrouping<TKey, StatementLine>> lines) => lines.Select(g => new StatementSum<TKey>
    {
        Key = g.Key,
        Amounts = new UsageAmounts
        {
            Requests = g.Sum(x => x.Model == "" ? 0 : x.Requests),
            InputTokens = g.Sum(x => x.InputTokens),
            CachedInputTokens = g.Sum(x => x.CachedInputTokens),
            CacheWriteTokens = g.Sum(x => x.CacheWriteTokens),
            OutputTokens = g.Sum(x => x.OutputTokens),
            ReasoningTokens = g.Sum(x => x.ReasoningTokens),
            CostNanos = g.Sum(x => x.CostNanos),
            ListCostNanos = g.Sum(x => x.ListCostNanos),
            Unpriced = g.Sum(x => x.Unpriced),
            HeldNanos = g.Sum(x => x.HeldNanos),
        },
    });

    /// <summary>The same of one line.</summary>
    public static UsageAmounts Of(StatementLine line) => line.Model.Length == 0 ? line.Amounts with { Requests = 0 } : line.Amounts;
}
