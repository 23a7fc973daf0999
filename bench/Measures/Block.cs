using Bifrost.Bench.Children;
using Bifrost.Bench.Load;

namespace Bifrost.Bench.Measures;

/// <summary>One span of load on one target and what it cost that target's process.</summary>
internal sealed record Block(LoadRecording Load, TimeSpan Cpu, double? Allocated)
{
    private static readonly TimeSpan BetweenReadings = TimeSpan.FromMilliseconds(400);

    public double CpuMicroseconds => Cpu.TotalMicroseconds / Math.Max(1, Load.Latency.Count);

    public double? AllocatedBytes => Allocated / Math.Max(1, Load.Latency.Count);

    /// <param name="readingBytes">What <see cref="ReadingBytesAsync"/> told of this target.</param>
    public static async Task<Block> RunAsync(BenchTargets targets, Target target, LoadShape shape, double? readingBytes)
    {
        var allocated = await AllocationReading.ReadAsync(target.Process.Port, target.AllocationPath);
        var cpu = target.Process.CpuTime;
        var load = await ClosedLoop.RunAsync(target, shape);
        await Task.Delay(Pace.Settle);
        cpu = target.Process.CpuTime - cpu;
        targets.Note(target, shape.Workload, load);
        allocated = await AllocationReading.ReadAsync(target.Process.Port, target.AllocationPath) - allocated - readingBytes;
        return new Block(load, cpu, allocated);
    }

    /// <summary>What one reading of the counter allocates itself: a metrics page is not small. Null without a counter.</summary>
    public static async Task<double?> ReadingBytesAsync(Target target)
    {
        var before = await AllocationReading.ReadAsync(target.Process.Port, target.AllocationPath);

        // Longer than exporters keep a page.
        await Task.Delay(target.AllocationPath is null ? TimeSpan.Zero : BetweenReadings);
        return await AllocationReading.ReadAsync(target.Process.Port, target.AllocationPath) - before;
    }
}
