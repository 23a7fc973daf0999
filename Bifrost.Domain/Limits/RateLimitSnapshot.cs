namespace Bifrost.Domain.Limits;

/// <summary>A rate limit as serving needs it.</summary>
public sealed record RateLimitSnapshot(Guid Id, RateMetric Metric, long Limit, Period Period);
