namespace Bifrost.Domain.Usage;

/// <summary>Sums buckets into one point. Histograms are merged, so percentiles are those of all requests.</summary>
internal sealed class UsagePointSum
{
    private readonly LatencyHistogram latency = new();
    private readonly LatencyHistogram firstToken = new();
    private readonly LatencyHistogram overhead = new();
    private readonly UsageBucket sum = new();

    public void Add(UsageBucket bucket)
    {
        sum.Requests += bucket.Requests;
        sum.Refused += bucket.Refused;
        sum.ProviderErrors += bucket.ProviderErrors;
        sum.CallerAborts += bucket.CallerAborts;
        sum.BrokenStreams += bucket.BrokenStreams;
        sum.InputTokens += bucket.InputTokens;
        sum.OutputTokens += bucket.OutputTokens;
        sum.CostNanos += bucket.CostNanos;
        sum.Unpriced += bucket.Unpriced;
        latency.Merge(bucket.Latency);
        firstToken.Merge(bucket.FirstToken);
        overhead.Merge(bucket.Overhead);
    }

    public ProviderHealth ToHealth(string provider) =>
        new(provider, sum.Requests, sum.ProviderErrors + sum.BrokenStreams, Percentiles.Of(latency));

    public UsagePoint ToPoint(DateTime start, double seconds) => new()
    {
        Start = start,
        Seconds = seconds,
        Requests = sum.Requests,
        Refused = sum.Refused,
        ProviderErrors = sum.ProviderErrors,
        CallerAborts = sum.CallerAborts,
        BrokenStreams = sum.BrokenStreams,
        InputTokens = sum.InputTokens,
        OutputTokens = sum.OutputTokens,
        Unpriced = sum.Unpriced,
        Cost = new Usd(sum.CostNanos),
        Latency = Percentiles.Of(latency),
        FirstToken = Percentiles.Of(firstToken),
        Overhead = Percentiles.Of(overhead),
    };
}
