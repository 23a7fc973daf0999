namespace Bifrost.Domain.Usage;

/// <summary>One point of a chart: counts over its span, and the same per second.</summary>
public sealed record UsagePoint
{
    /// <summary>Start of the span, UTC.</summary>
    public required DateTime Start { get; init; }

    /// <summary>Seconds of the span that have passed: the last point is still filling.</summary>
    public required double Seconds { get; init; }

    public long Requests { get; init; }

    public long Refused { get; init; }

    public long ProviderErrors { get; init; }

    public long CallerAborts { get; init; }

    public long BrokenStreams { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long Unpriced { get; init; }

    public Usd Cost { get; init; }

    public Percentiles Latency { get; init; }

    public Percentiles FirstToken { get; init; }

    public Percentiles Overhead { get; init; }

    public long Errors => Refused + ProviderErrors + BrokenStreams;

    public double RequestsPerSecond => Requests / Seconds;

    public double TokensPerSecond => (InputTokens + OutputTokens) / Seconds;
}
