using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>What one response costs, or why that is not known. Not known is never shown or billed as zero.</summary>
/// <param name="List">The cost at list price; null when unpriced.</param>
/// <param name="Effective">The cost after the contract discount; null when unpriced.</param>
/// <param name="UnpricedReason">A short reason such as <c>no price for cached input tokens</c>; null when priced.</param>
public readonly record struct PricedCost(Usd? List, Usd? Effective, string? UnpricedReason)
{
    public bool Unpriced => List is null;

    internal static PricedCost Unknown(string reason) => new(null, null, reason);
}
