namespace Bifrost.Domain.Usage;

/// <summary>Requests, tokens and money of any sum of usage. Arithmetic is checked: it throws <see cref="OverflowException"/>, it never wraps.</summary>
public sealed record UsageAmounts
{
    public static readonly UsageAmounts None = new();

    public long Requests { get; init; }

    /// <summary>Cached ones included.</summary>
    public long InputTokens { get; init; }

    public long CachedInputTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    /// <summary>Reasoning ones included.</summary>
    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    /// <summary>Effective cost, nano-dollars.</summary>
    public long CostNanos { get; init; }

    /// <summary>Cost before any contract discount, nano-dollars.</summary>
    public long ListCostNanos { get; init; }

    /// <summary>Requests whose cost is not known and in no cost here.</summary>
    public long Unpriced { get; init; }

    /// <summary>What budgets count for those, nano-dollars; in no cost here. Known by the hour and not by tags: statements say it, breakdowns do not.</summary>
    public long HeldNanos { get; init; }

    public Usd Cost => new(CostNanos);

    public Usd ListCost => new(ListCostNanos);

    public Usd Held => new(HeldNanos);

    public static UsageAmounts operator +(UsageAmounts left, UsageAmounts right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return checked(new UsageAmounts
        {
            Requests = left.Requests + right.Requests,
            InputTokens = left.InputTokens + right.InputTokens,
            CachedInputTokens = left.CachedInputTokens + right.CachedInputTokens,
            CacheWriteTokens = left.CacheWriteTokens + right.CacheWriteTokens,
            OutputTokens = left.OutputTokens + right.OutputTokens,
            ReasoningTokens = left.ReasoningTokens + right.ReasoningTokens,
            CostNanos = left.CostNanos + right.CostNanos,
            ListCostNanos = left.ListCostNanos + right.ListCostNanos,
            Unpriced = left.Unpriced + right.Unpriced,
            HeldNanos = left.HeldNanos + right.HeldNanos,
        });
    }

    public static UsageAmounts operator -(UsageAmounts left, UsageAmounts right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return checked(new UsageAmounts
        {
            Requests = left.Requests - right.Requests,
            InputTokens = left.InputTokens - right.InputTokens,
            CachedInputTokens = left.CachedInputTokens - right.CachedInputTokens,
            CacheWriteTokens = left.CacheWriteTokens - right.CacheWriteTokens,
            OutputTokens = left.OutputTokens - right.OutputTokens,
            ReasoningTokens = left.ReasoningTokens - right.ReasoningTokens,
            CostNanos = left.CostNanos - right.CostNanos,
            ListCostNanos = left.ListCostNanos - right.ListCostNanos,
            Unpriced = left.Unpriced - right.Unpriced,
            HeldNanos = left.HeldNanos - right.HeldNanos,
        });
    }

    public static UsageAmounts Sum(IEnumerable<UsageAmounts> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        return all.Aggregate(None, (sum, next) => sum + next);
    }
}
