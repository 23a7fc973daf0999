namespace Bifrost.Tests.Testing;

/// <summary>
/// What the fake provider really generated, whatever its answer claims. Counts are tokens; cached is included in
/// input and reasoning in output, as in <c>TokenUsage</c>.
/// </summary>
public sealed record TrueUsage(long Input, long Output, long CachedInput = 0, long Reasoning = 0)
{
    /// <summary>Nothing was generated: an error, or a reset before the first token.</summary>
    public static TrueUsage None { get; } = new(0, 0);

    /// <summary>What had been generated when a stream of one token a chunk (after the role's chunk) was cut.</summary>
    internal TrueUsage CutAfter(int chunks) => this with { Output = Math.Min(Output, Reasoning + Math.Max(0, chunks - 1)) };
}
