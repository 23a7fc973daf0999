namespace Bifrost.Domain.Limits;

/// <summary>What a rate limit counts. Stored as its number: append only.</summary>
public enum RateMetric
{
    Requests = 0,

    /// <summary>Input and output, cached and reasoning included.</summary>
    Tokens = 1,
    InputTokens = 2,
    OutputTokens = 3,
}
