namespace Bifrost.Domain.Usage;

/// <summary>One line of a breakdown.</summary>
/// <param name="Key">An id, a name, <c>provider/model</c>, <c>k=v</c> or <c>2026-11-30</c>; empty for usage without one, null for the rest.</param>
/// <param name="Name">What a person calls it.</param>
/// <param name="Share">Of the whole cost, 0 to 1; null where nothing was spent.</param>
public sealed record BreakdownRow(string? Key, string Name, UsageAmounts Amounts, UsageAmounts Previous, decimal? Share)
{
    /// <summary>Cost against the previous period, 0.18 = 18 % more; null where nothing was spent then.</summary>
    public decimal? Change => UsageBreakdown.ChangeOf(Amounts, Previous);
}
