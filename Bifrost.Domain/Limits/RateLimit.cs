namespace Bifrost.Domain.Limits;

/// <summary>A cap on throughput over a sliding window: never more than <see cref="Limit"/> in any period.</summary>
public sealed class RateLimit
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public LimitOwnerKind OwnerKind { get; set; }

    public Guid OwnerId { get; set; }

    public RateMetric Metric { get; set; }

    /// <summary>Requests or tokens.</summary>
    public long Limit { get; set; }

    public Period Period { get; set; }
}
