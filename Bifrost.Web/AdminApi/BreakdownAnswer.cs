using Bifrost.Domain.Usage;

namespace Bifrost.Web.AdminApi;

/// <summary>A breakdown as JSON: the admin API's answer and the console's export alike.</summary>
/// <param name="Whole">All of it; less than the sum of the rows where requests carry several tags.</param>
/// <param name="Previous">The same of the period before.</param>
internal sealed record BreakdownAnswer(
    string By, DateTime From, DateTime Until, DateTime PreviousFrom, DateTime PreviousUntil, BreakdownAnswer.AmountsRow Whole, BreakdownAnswer.AmountsRow Previous, IReadOnlyList<BreakdownAnswer.Line> Rows)
{
    public static BreakdownAnswer Of(UsageBreakdown x) => new(
        x.Query.By.ToString().ToLowerInvariant(), x.Query.Period.From, x.Query.Period.Until, x.Query.Period.PreviousFrom, x.Query.Period.PreviousUntil,
        AmountsRow.Of(x.Whole), AmountsRow.Of(x.Previous), [.. x.Rows.Select(Line.Of)]);

    /// <param name="Key">An id, a name, <c>provider/model</c>, <c>k=v</c> or a day; null for usage without one.</param>
    /// <param name="Share">Of the whole cost, 0 to 1.</param>
    /// <param name="Change">Of the cost against the period before, 0.18 = 18 % more; null where there was none.</param>
    internal sealed record Line(string? Key, string Name, AmountsRow Amounts, decimal PreviousCostUsd, decimal? Share, decimal? Change)
    {
        public static Line Of(BreakdownRow x) => new(
            string.IsNullOrEmpty(x.Key) ? null : x.Key, x.Name, AmountsRow.Of(x.Amounts), x.Previous.Cost.ToDollars(), Rounded(x.Share), Rounded(x.Change));
    }

    /// <param name="UnpricedRequests">Their cost is not known and not in the cost.</param>
    internal sealed record AmountsRow(
        long Requests, long InputTokens, long CachedInputTokens, long CacheWriteTokens, long OutputTokens, long ReasoningTokens, long UnpricedRequests, decimal ListCostUsd, decimal CostUsd)
    {
        public static AmountsRow Of(UsageAmounts x) => new(
            x.Requests, x.InputTokens, x.CachedInputTokens, x.CacheWriteTokens, x.OutputTokens, x.ReasoningTokens, x.Unpriced, x.ListCost.ToDollars(), x.Cost.ToDollars());
    }

    /// <summary>Six digits of a share or a change are more than anybody reads.</summary>
    internal static decimal? Rounded(decimal? share) => share is { } s ? decimal.Round(s, 6) / 1.000000m : null;
}
