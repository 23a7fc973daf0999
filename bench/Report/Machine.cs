using System.Runtime.InteropServices;

namespace Bifrost.Bench.Report;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    public static string Describe(BenchOptions options)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var load = File.ReadAllText("/proc/loadavg").Split(' ');
        return FormattableString.Invariant($"{Processor()}, {Environment.ProcessorCount} cores, {memory:0} GB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; load average {load[0]} at the start; {(options.Quick ? "quick" : "full")} run, {options.Rounds} rounds; servers and load generator share the cores.");
    }

    private static string Processor()
    {
        foreach (var line in File.ReadLines("/proc/cpuinfo"))
        {
            if (line.StartsWith("model name", StringComparison.Ordinal))
            {
                return line[(line.IndexOf(':') + 1)..].Trim();
            }
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
