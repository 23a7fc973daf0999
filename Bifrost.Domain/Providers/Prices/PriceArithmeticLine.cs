namespace Bifrost.Domain.Providers.Prices;

/// <summary>One product of a cost's arithmetic.</summary>
/// <param name="Label">What was counted: <c>input</c>, <c>cached input</c>, <c>output, above 200,000 input tokens</c>.</param>
/// <param name="Units">Tokens, or 1 for the request itself.</param>
/// <param name="RateText"><c>$0.15/M</c>, <c>$12.00/K</c> for requests, <c>no price</c>.</param>
/// <param name="Amount">The exact product in dollars, not rounded; null without a price.</param>
public sealed record PriceArithmeticLine(string Label, long Units, string RateText, decimal? Amount);
