using Bifrost.Bench.Load;
using Bifrost.Bench.Report;

namespace Bifrost.Bench.Measures;

/// <summary>
/// One workload at one concurrency, in alternating rounds: what it adds to the direct call, and what it costs. Without
/// the <paramref name="control"/> nothing is sent directly, and only costs can be told.
/// </summary>
internal sealed class CallMeasure(BenchTargets targets, int rounds, LoadShape shape, bool control = true)
{
    private readonly List<(Block? Direct, Block Yarp, Block Gateway)> _rounds = [];

    private string Prefix => $"{shape.Workload.Name}, {shape.Concurrency} at a time: ";

    public async Task RunAsync()
    {
        var readingBytes = new Dictionary<Target, double?>();
        foreach (var target in targets.InRound(0))
        {
            readingBytes.Add(target, await Block.ReadingBytesAsync(target));
        }

        for (var round = 0; round < rounds; round++)
        {
            var blocks = new Dictionary<Target, Block>();
            foreach (var target in targets.InRound(round, control))
            {
                blocks.Add(target, await Block.RunAsync(targets, target, shape, readingBytes[target]));
            }

            _rounds.Add((blocks.GetValueOrDefault(targets.Direct), blocks[targets.Yarp], blocks[targets.Gateway]));
        }
    }

    /// <summary>
    /// For latency alone: each round in many short turns, so that a disturbance from outside meets all three alike.
    /// CPU and allocation are not taken.
    /// </summary>
    public async Task RunInTurnsAsync(int turns)
    {
        var turn = shape with { Duration = shape.Duration / turns };
        for (var round = 0; round < rounds; round++)
        {
            var blocks = targets.InRound(0).ToDictionary(target => target, _ => new Block(new LoadRecording(), TimeSpan.Zero, null));
            for (var i = 0; i < turns; i++)
            {
                foreach (var target in targets.InRound(i))
                {
                    var load = await ClosedLoop.RunAsync(target, turn);
                    targets.Note(target, shape.Workload, load);
                    blocks[target].Load.Add(load);
                }
            }

            _rounds.Add((blocks[targets.Direct], blocks[targets.Yarp], blocks[targets.Gateway]));
        }
    }

    /// <summary>Added latency of whole calls: the median and the 99th percentile, minus direct.</summary>
    public IEnumerable<Comparison> Latency(Bar? tailBar = null) =>
    [
        Added("added p50", load => load.Latency.Percentile(0.50)),
        Added("added p99", load => load.Latency.Percentile(0.99), tailBar),
    ];

    /// <summary>Added time to the first chunk, and added pause between chunks.</summary>
    public IEnumerable<Comparison> StreamTiming() =>
    [
        Added("added time to first token, p50", load => load.FirstEvent.Percentile(0.50)),
        Added("added time to first token, p99", load => load.FirstEvent.Percentile(0.99)),
        Added("added gap between chunks, p50", load => load.Gap.Percentile(0.50)),
        Added("added gap between chunks, p99", load => load.Gap.Percentile(0.99)),
    ];

    /// <summary>CPU and allocation of the process per call.</summary>
    public IEnumerable<Comparison> Cost(Bar? bar = null) =>
    [
        Compare("CPU µs per call", Unit.Microseconds, block => block.CpuMicroseconds, bar),
        Compare("allocated bytes per call", Unit.Bytes, block => block.AllocatedBytes),
    ];

    public Comparison Throughput() => Compare("calls per second", Unit.PerSecond, block => block.Load.PerSecond);

    private Comparison Compare(string name, Unit unit, Func<Block, double?> value, Bar? bar = null)
    {
        var comparison = new Comparison(Prefix + name, unit, bar);
        foreach (var (direct, yarp, gateway) in _rounds)
        {
            comparison.Add(direct is null ? null : value(direct), value(yarp), value(gateway));
        }

        return comparison;
    }

    private Comparison Added(string name, Func<LoadRecording, double> nanoseconds, Bar? bar = null)
    {
        var comparison = new Comparison(Prefix + name, Unit.Microseconds, bar);
        foreach (var (direct, yarp, gateway) in _rounds)
        {
            var floor = nanoseconds(direct!.Load);
            comparison.AddOver(floor / 1e3, nanoseconds(yarp.Load) / 1e3, nanoseconds(gateway.Load) / 1e3);
        }

        return comparison;
    }
}
