namespace Bifrost.Domain.Providers.Prices;

/// <summary>One product of a cost's arithmetic.</summary>
/// <param name="Label">What was counted: <c>input</c>, <c>cached input</c>, <c>output, above 200,000 input tokens</c>.</param>
/// <param name="Units">Tokens, 1 for the request itself, hours of audio, or whatever else is counted.</param>
/// <param name="RateText"><c>$0.15/M</c>, <c>$12.00/K</c> for requests, <c>$0.04</c> for images, <c>no price</c>.</param>
/// <param name="Amount">The exact product in dollars, not rounded; null without a price.</param>
public sealed record PriceArithmeticLine(string Label, decimal Units, string RateText, decimal? Amount)
{
    /// <summary>What stands behind the number where it would not be clear: <c> s</c> for seconds.</summary>
    public string? Mark { get; init; }
}
