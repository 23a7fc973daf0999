namespace Bifrost.Domain.Usage;

/// <summary>Money and tokens of a span, from the totals, which are never pruned.</summary>
public sealed record UsageSpend
{
    public long Requests { get; init; }

    public long Errors { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public Usd Cost { get; init; }

    public Usd ListCost { get; init; }

    /// <summary>Requests whose tokens were counted by us.</summary>
    public long Estimated { get; init; }

    /// <summary>Requests whose cost is not known and not in <see cref="Cost"/>.</summary>
    public long Unpriced { get; init; }
}
