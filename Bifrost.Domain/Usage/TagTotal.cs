namespace Bifrost.Domain.Usage;

/// <summary>
/// Money and tokens of one day, tag, key, provider and model: what <see cref="UsageTotal"/> is without tags. A request with
/// several tags counts under each, one without any under the empty tag, those beyond a thousand of a key and day under
/// <c>(other)</c>; a call that was sent to no provider under none, else whoever has a key could make rows for nothing. Kept for
/// 400 days.
/// </summary>
public sealed class TagTotal
{
    /// <summary>Start of the day, UTC.</summary>
    public DateTime Day { get; set; }

    /// <summary><c>k=v</c>; empty for requests without a tag.</summary>
    public string Tag { get; set; } = "";

    /// <summary><see cref="Guid.Empty"/> where no key was known.</summary>
    public Guid VirtualKeyId { get; set; }

    public Guid TeamId { get; set; }

    public Guid CustomerId { get; set; }

    public string Provider { get; set; } = "";

    public string Model { get; set; } = "";

    public long Requests { get; set; }

    public long InputTokens { get; set; }

    public long CachedInputTokens { get; set; }

    public long CacheWriteTokens { get; set; }

    public long OutputTokens { get; set; }

    public long ReasoningTokens { get; set; }

    public long CostNanos { get; set; }

    public long ListCostNanos { get; set; }

    public long Unpriced { get; set; }
}
