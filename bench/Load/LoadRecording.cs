using System.Diagnostics;

namespace Bifrost.Bench.Load;

/// <summary>What one block of load saw: durations, calls, failures, late and lost chunks.</summary>
internal sealed class LoadRecording
{
    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;
    private int _failed;
    private int _lost;
    private int _stalled;
    private string? _firstFailure;

    /// <summary>Send to the response's last byte.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Send to the first whole event of a stream.</summary>
    public LatencyHistogram FirstEvent { get; } = new();

    /// <summary>From event to event; those that came in one read count as 0.</summary>
    public LatencyHistogram Gap { get; } = new();

    /// <summary>From the first send to the last answer.</summary>
    public TimeSpan Elapsed { get; set; }

    public int Failed => _failed;

    public int Lost => _lost;

    public int Stalled => _stalled;

    public string? FirstFailure => _firstFailure;

    public double PerSecond => Elapsed > TimeSpan.Zero ? Latency.Count / Elapsed.TotalSeconds : 0;

    public void Call(long start, long end) => Latency.Record(Nanoseconds(start, end));

    /// <summary>Notes <paramref name="count"/> events that arrived together; returns the pause before them, 0 before the first.</summary>
    public long Events(long start, long last, long now, int before, int count)
    {
        var gap = Nanoseconds(last, now);
        if (before == 0)
        {
            FirstEvent.Record(Nanoseconds(start, now));
            gap = 0;
        }
        else
        {
            Gap.Record(gap);
        }

        for (var i = 1; i < count; i++)
        {
            Gap.Record(0);
        }

        return gap;
    }

    public void Check(in CallOutcome outcome, Workload workload)
    {
        if (outcome.Status != 200)
        {
            Fail($"status {outcome.Status}");
        }
        else if (outcome.Events != workload.ExpectedEvents)
        {
            Interlocked.Increment(ref _lost);
            Fail($"{outcome.Events} events instead of {workload.ExpectedEvents}");
        }
        else if (outcome.LongestGap > workload.StallNanoseconds)
        {
            Interlocked.Increment(ref _stalled);
        }
    }

    public void Fail(string reason)
    {
        Interlocked.Increment(ref _failed);
        Interlocked.CompareExchange(ref _firstFailure, reason, null);
    }

    /// <summary>Adds a later block of the same target and workload.</summary>
    public void Add(LoadRecording other)
    {
        Latency.Add(other.Latency);
        FirstEvent.Add(other.FirstEvent);
        Gap.Add(other.Gap);
        Elapsed += other.Elapsed;
        _failed += other._failed;
        _lost += other._lost;
        _stalled += other._stalled;
        _firstFailure ??= other._firstFailure;
    }

    private static long Nanoseconds(long from, long to) => (long)((to - from) * NanosecondsPerTick);
}
