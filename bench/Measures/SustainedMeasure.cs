using Bifrost.Bench.Load;
using Bifrost.Bench.Report;

namespace Bifrost.Bench.Measures;

/// <summary>
/// How many paced streams run side by side without one that lost a chunk or paused for 200 ms. The levels rise until
/// two in a row fail.
/// </summary>
internal sealed class SustainedMeasure(BenchTargets targets, Pace pace)
{
    public async Task<IEnumerable<Comparison>> RunAsync()
    {
        var comparison = new Comparison($"{Workload.Paced.Name}: streams sustained, up to {pace.StreamLevels[^1]}", Unit.Count, null);
        var best = new Dictionary<Target, int>();
        foreach (var target in targets.InRound(0))
        {
            best.Add(target, await BestAsync(target));
        }

        comparison.Add(best[targets.Direct], best[targets.Yarp], best[targets.Gateway]);
        return [comparison];
    }

    private async Task<int> BestAsync(Target target)
    {
        var best = 0;
        var failures = 0;
        foreach (var level in pace.StreamLevels)
        {
            var load = await ClosedLoop.RunAsync(target, new LoadShape(Workload.Paced, level, pace.Sustained, Pace.Stagger));
            var held = load.Failed == 0 && load.Lost == 0 && load.Stalled == 0;
            Console.Error.WriteLine($"    {target.Name} {level}: {load.Latency.Count} streams, {load.Lost} lost chunks, {load.Stalled} stalled, gap p99 {load.Gap.Percentile(0.99) / 1e6:0.0} ms");
            best = held ? level : best;
            failures = held ? 0 : failures + 1;
            if (failures == 2)
            {
                break;
            }
        }

        return best;
    }
}
