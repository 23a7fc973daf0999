namespace Bifrost.Domain.Usage;

/// <summary>
/// Money and tokens of one hour, key, provider and model. Kept for ever: request records may be pruned, what was spent may not.
/// Increased in the transaction that inserts the records, so the two cannot disagree.
/// </summary>
public sealed class UsageTotal
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Start of the hour, UTC.</summary>
    public DateTime Hour { get; set; }

    /// <summary><see cref="Guid.Empty"/> where no key was known.</summary>
    public Guid VirtualKeyId { get; set; }

    public Guid TeamId { get; set; }

    public Guid CustomerId { get; set; }

    public string VirtualKey { get; set; } = "";

    public string Team { get; set; } = "";

    public string Customer { get; set; } = "";

    public string Provider { get; set; } = "";

    public string Model { get; set; } = "";

    public long Requests { get; set; }

    public long Errors { get; set; }

    public long InputTokens { get; set; }

    public long CachedInputTokens { get; set; }

    public long CacheWriteTokens { get; set; }

    public long OutputTokens { get; set; }

    public long ReasoningTokens { get; set; }

    public long CostNanos { get; set; }

    public long ListCostNanos { get; set; }

    public long Estimated { get; set; }

    public long Unpriced { get; set; }

    /// <summary>Of <see cref="Requests"/>: refused, or failed with nothing to bill. Not counted before this column was.</summary>
    public long Unserved { get; set; }

    /// <summary>What budgets count for the unpriced ones, nano-dollars; no part of the cost. Not counted before this column was.</summary>
    public long HeldNanos { get; set; }
}
