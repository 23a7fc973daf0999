using System.Globalization;
using Bifrost.Bench.Load;
using Bifrost.Bench.Report;

namespace Bifrost.Bench.Measures;

/// <summary>The throughput frontier: the most calls a second at any concurrency while p99 stays within a bound.</summary>
internal sealed class FrontierMeasure(BenchTargets targets, Pace pace)
{
    private static readonly int[] Concurrencies = [1, 2, 4, 8, 16, 32, 64, 128, 256];
    private static readonly double[] BoundsInMilliseconds = [1, 5, 10, 50, 100, double.PositiveInfinity];

    public async Task<IEnumerable<Comparison>> RunAsync()
    {
        var rounds = new List<Dictionary<Target, List<LoadRecording>>>();
        for (var round = 0; round < pace.Rounds; round++)
        {
            rounds.Add(await SweepAsync(round));
        }

        return [.. BoundsInMilliseconds.Select(bound => Compare(rounds, bound))];
    }

    private async Task<Dictionary<Target, List<LoadRecording>>> SweepAsync(int round)
    {
        var points = targets.InRound(round).ToDictionary(target => target, _ => new List<LoadRecording>());
        foreach (var concurrency in Concurrencies)
        {
            foreach (var target in targets.InRound(round, control: round == 0))
            {
                var load = await ClosedLoop.RunAsync(target, new LoadShape(Workload.Json, concurrency, pace.FrontierPoint));
                targets.Note(target, Workload.Json, load);
                points[target].Add(load);
            }
        }

        return points;
    }

    private Comparison Compare(List<Dictionary<Target, List<LoadRecording>>> rounds, double bound)
    {
        var unbounded = double.IsPositiveInfinity(bound);
        var name = unbounded ? "no bound" : string.Create(CultureInfo.InvariantCulture, $"p99 ≤ {bound:0} ms");
        var comparison = new Comparison($"{Workload.Json.Name}, most calls per second, {name}", Unit.PerSecond, unbounded ? Bar.RatioAtLeast(0.75) : null);
        foreach (var round in rounds)
        {
            comparison.Add(Best(round[targets.Direct], bound), Best(round[targets.Yarp], bound), Best(round[targets.Gateway], bound));
        }

        return comparison;
    }

    private static double? Best(List<LoadRecording> points, double bound) =>
        points.Where(point => point.Latency.Percentile(0.99) <= bound * 1e6).Max(point => (double?)point.PerSecond);
}
