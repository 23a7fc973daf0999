using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Providers.Prices;

/// <summary>How a cost came about, for a person to check.</summary>
/// <param name="Lines">The products; their exact amounts add up to the list cost before its one rounding.</param>
/// <param name="Cost">The same result as <see cref="Price.CostOf"/>.</param>
/// <param name="Text">
/// One line such as <c>1,204 × $0.15/M + 310 × $0.60/M = $0.00036660</c>; <c>≈</c> where the sum was rounded to the
/// nano-dollar; <c>unpriced: …</c> with the reason where there is no cost.
/// </param>
public sealed record PriceArithmetic(IReadOnlyList<PriceArithmeticLine> Lines, PricedCost Cost, string Text)
{
    /// <summary>The list cost; null when unpriced.</summary>
    public Usd? Total => Cost.List;
}
