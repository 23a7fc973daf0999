using Bifrost.Bench.Children;
using Bifrost.Bench.Load;

namespace Bifrost.Bench.Measures;

/// <summary>One span of load on one target and what it cost that target's process.</summary>
internal sealed record Block(LoadRecording Load, TimeSpan Cpu, double? Allocated)
{
    public double CpuMicroseconds => Cpu.TotalMicroseconds / Math.Max(1, Load.Latency.Count);

    public double? AllocatedBytes => Allocated / Math.Max(1, Load.Latency.Count);

    public static async Task<Block> RunAsync(BenchTargets targets, Target target, Workload workload, int concurrency, TimeSpan duration)
    {
        var allocated = await AllocationReading.ReadAsync(target.Process.Port, target.AllocationPath);
        var cpu = target.Process.CpuTime;
        var load = await ClosedLoop.RunAsync(target, workload, concurrency, duration);
        await Task.Delay(Pace.Settle);
        cpu = target.Process.CpuTime - cpu;
        targets.Note(target, workload, load);
        return new Block(load, cpu, await AllocationReading.ReadAsync(target.Process.Port, target.AllocationPath) - allocated);
    }
}
