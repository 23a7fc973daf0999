using System.Globalization;

namespace Bifrost.Bench.Measures;

/// <summary>Whether the machine was quiet: CPU time that neither the bench nor its servers used, in seconds since boot.</summary>
internal sealed record MachineUse(double All, double Stolen, double Foreign)
{
    /// <summary>The kernel's clock ticks a second, as it shows them to every program.</summary>
    private const double TicksPerSecond = 100;

    public static MachineUse Take(BenchTargets targets)
    {
        // cpu user nice system idle iowait irq softirq steal …: interrupts of our own traffic count for nobody.
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9]
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture) / TicksPerSecond).ToArray();
        var own = Environment.CpuUsage.TotalTime.TotalSeconds + targets.InRound(0).Sum(target => target.Process.CpuTime.TotalSeconds);
        return new MachineUse(ticks.Sum(), ticks[7], ticks[0] + ticks[1] + ticks[2] - own);
    }

    /// <summary>The span since <paramref name="before"/>, as a sentence.</summary>
    public string Since(MachineUse before)
    {
        var all = Math.Max(0.01, All - before.All);
        var foreign = Math.Max(0, Foreign - before.Foreign) / all;
        return FormattableString.Invariant($"Other programs took {foreign:P0} of the CPU meanwhile, the hypervisor {(Stolen - before.Stolen) / all:P0}.");
    }
}
