using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Telemetry;

/// <summary>
/// The gateway's metrics. Names of OpenTelemetry's GenAI conventions where they exist; every label comes from a bounded set:
/// no key, no caller's text; models that no provider has served, and those beyond the first few hundred, count as <c>other</c>.
/// </summary>
public sealed class GatewayMeters : IDisposable
{
    /// <summary>What the host subscribes to.</summary>
    public const string MeterName = "Bifrost.Gateway";

    private const int MaxModels = 300;
    private const int MaxCodes = 100;
    private const int LongestCode = 64;

    private readonly Meter _meter = new(MeterName);
    private readonly ConcurrentDictionary<string, string> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _codes = new(StringComparer.Ordinal);
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _overhead;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _unpriced;
    private readonly Counter<double> _excess;
    private long _inFlight;

    public GatewayMeters()
    {
        double[] seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320];
        _duration = Histogram("gen_ai.server.request.duration", "Whole time of a request.", seconds);
        _firstToken = Histogram("gen_ai.server.time_to_first_token", "Time to the first token of a streamed answer.", seconds);
        _overhead = Histogram("bifrost.gateway.overhead", "The gateway's own time within a request.", [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1]);
        _requests = _meter.CreateCounter<long>("bifrost.gateway.requests", "{request}", "Requests by how they ended.");
        _tokens = _meter.CreateCounter<long>("bifrost.gateway.tokens", "{token}", "Tokens by direction.");
        _cost = _meter.CreateCounter<double>("bifrost.gateway.cost", "USD", "Effective cost of priced requests.");
        _unpriced = _meter.CreateCounter<long>("bifrost.gateway.unpriced", "{request}", "Requests that no price covers.");
        _excess = _meter.CreateCounter<double>("bifrost.gateway.budget_excess", "USD", "What providers charged beyond what budgets held for the call.");
        _meter.CreateObservableUpDownCounter("bifrost.gateway.in_flight", () => Interlocked.Read(ref _inFlight), "{request}", "Requests under way.");
    }

    /// <summary>Requests under way now.</summary>
    public long InFlight => Interlocked.Read(ref _inFlight);

    public void Begin() => Interlocked.Increment(ref _inFlight);

    public void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Counts a finished exchange.</summary>
    public void Count(UsageRecord record)
    {
        var model = ModelLabel(record);
        var tags = new TagList
        {
            { "gen_ai.operation.name", record.Operation },
            { "gen_ai.provider.name", record.Provider ?? "" },
            { "gen_ai.request.model", model },
            { "outcome", NameOf(record.Outcome) },
        };
        _duration.Record(record.LatencyMicros / 1e6, tags);
        _overhead.Record(record.OverheadMicros / 1e6);
        if (record is { Streamed: true, FirstTokenMicros: { } first })
        {
            _firstToken.Record(first / 1e6, tags);
        }

        CountTokens(record, model);
        tags.Add("error.type", record.ErrorCode is { } code && record.Outcome != UsageOutcome.Completed ? CodeLabel(code) : "");
        _requests.Add(1, tags);
    }

    public void Dispose() => _meter.Dispose();

    private static string NameOf(UsageOutcome outcome) => outcome switch
    {
        UsageOutcome.Completed => "completed",
        UsageOutcome.Refused => "refused",
        UsageOutcome.ProviderError => "provider_error",
        UsageOutcome.CallerAborted => "caller_aborted",
        UsageOutcome.StreamBroken => "stream_broken",
        UsageOutcome.Ended => "ended",
        _ => "interrupted",
    };

    private void CountTokens(UsageRecord record, string model)
    {
        if (record.InputTokens > 0)
        {
            _tokens.Add(record.InputTokens, new TagList { { "gen_ai.token.type", "input" }, { "gen_ai.request.model", model } });
        }

        if (record.OutputTokens > 0)
        {
            _tokens.Add(record.OutputTokens, new TagList { { "gen_ai.token.type", "output" }, { "gen_ai.request.model", model } });
        }

        if (record.CostNanos is { } nanos)
        {
            var tags = new TagList { { "gen_ai.provider.name", record.Provider ?? "" }, { "gen_ai.request.model", model } };
            _cost.Add(nanos / 1e9, tags);
            if (record.ExcessNanos > 0)
            {
                _excess.Add(record.ExcessNanos / 1e9, tags);
            }
        }
        else if (record.Unpriced)
        {
            _unpriced.Add(1);
        }
    }

    /// <summary>A model's name is the caller's text until a provider has answered for it: only then may it become a label.</summary>
    private string ModelLabel(UsageRecord record) =>
        record.Model is not { } model ? ""
        : _models.TryGetValue(model, out var known) ? known
        : record.Outcome != UsageOutcome.Completed || _models.Count >= MaxModels ? "other"
        : _models.GetOrAdd(model, model);

    private string CodeLabel(string code) =>
        _codes.TryGetValue(code, out var known) ? known
        : code.Length > LongestCode || _codes.Count >= MaxCodes ? "other"
        : _codes.GetOrAdd(code, code);

    private Histogram<double> Histogram(string name, string description, double[] buckets) =>
        _meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
