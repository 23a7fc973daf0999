namespace Bifrost.Domain.Usage;

/// <summary>
/// Counts and mergeable latency histograms of one node, provider and model over one span of time, in three grains:
/// 10 s and 5 min (pruned) and 1 h (kept). What the live pages draw, so that they never scan records.
/// </summary>
public sealed class UsageBucket
{
    /// <summary>10, 300 or 3,600.</summary>
    public int GrainSeconds { get; set; }

    /// <summary>Start of the span, UTC, a multiple of the grain.</summary>
    public DateTime Start { get; set; }

    /// <summary>The writing node: each row has a single writer.</summary>
    public Guid NodeId { get; set; }

    /// <summary>Empty where no provider was reached.</summary>
    public string Provider { get; set; } = "";

    public string Model { get; set; } = "";

    public long Requests { get; set; }

    public long Refused { get; set; }

    public long ProviderErrors { get; set; }

    public long CallerAborts { get; set; }

    public long BrokenStreams { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    public long CostNanos { get; set; }

    public long Unpriced { get; set; }

    /// <summary>Sparse <c>LatencyHistogram</c> of whole latency, microseconds.</summary>
    public byte[] Latency { get; set; } = [];

    /// <summary>The same of time to first token.</summary>
    public byte[] FirstToken { get; set; } = [];

    /// <summary>The same of the gateway's own overhead.</summary>
    public byte[] Overhead { get; set; } = [];
}
