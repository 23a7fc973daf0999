namespace Bifrost.Domain.Limits;

/// <summary>What an admin or the governance file says of a rate limit.</summary>
/// <param name="Limit">Requests or tokens within any period.</param>
/// <param name="Period">One of <see cref="PeriodText.All"/>.</param>
public sealed record RateLimitSpec(RateMetric Metric, long Limit, string Period);
