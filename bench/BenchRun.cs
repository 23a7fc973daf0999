using Bifrost.Bench.Children;
using Bifrost.Bench.Load;
using Bifrost.Bench.Measures;
using Bifrost.Bench.Report;
using Bifrost.Bench.Servers;

namespace Bifrost.Bench;

/// <summary>The whole run: start the servers, warm them up, measure, report.</summary>
internal sealed class BenchRun(BenchOptions options)
{
    private readonly Pace _pace = Pace.Of(options);
    private readonly List<Comparison> _rows = [];
    private string _machineUse = "";

    public async Task<int> RunAsync()
    {
        var machine = Machine.Describe(options);
        using var upstream = await OwnServer.StartUpstreamAsync();
        if (options.GatewayIsYarp)
        {
            using var yarp = await OwnServer.StartYarpAsync(upstream.Port, Same);
            using var stand = await OwnServer.StartYarpAsync(upstream.Port, Same);
            var token = VirtualKeyText.Create();
            var self = Targets(upstream, yarp, new Target("stand-in", stand, token, YarpServer.AllocationPath), token);
            await MeasureAsync(self);
            return await ReportAsync(machine, self, null);
        }

        Step("publishing the gateway");
        var assembly = options.Gateway ?? await GatewayBuild.PublishAsync();
        using var gateway = await GatewayServer.StartAsync(assembly, upstream.Port, options);
        using var bare = await OwnServer.StartYarpAsync(upstream.Port, GatewayBuild.RuntimeSettings(assembly));
        var target = new Target("gateway", gateway.Process, gateway.VirtualKey, AllocationReading.Metrics) { IsGateway = true };
        var targets = Targets(upstream, bare, target, gateway.VirtualKey);
        await MeasureAsync(targets);
        Step("counting the usage records");
        var records = await gateway.CountRecordsAsync(target.Calls);
        return await ReportAsync(machine, targets, records is { } found
            ? FormattableString.Invariant($"Usage records: {found} of {target.Calls} calls.")
            : FormattableString.Invariant($"Usage records: not counted, the export of {target.Calls} calls did not end."));
    }

    private static Dictionary<string, string> Same => [];

    private static BenchTargets Targets(ServerProcess upstream, ServerProcess yarp, Target gateway, string token) => new(
        new Target("direct", upstream, token, null),
        new Target("yarp", yarp, token, YarpServer.AllocationPath),
        gateway);

    private static void Step(string what) => Console.Error.WriteLine($"  {what} …");

    private async Task MeasureCapacityAsync(BenchTargets targets)
    {
        if (options.Includes("frontier"))
        {
            Step("throughput frontier");
            _rows.AddRange(await new FrontierMeasure(targets, _pace).RunAsync());
        }

        if (options.Includes("sustained"))
        {
            Step("streams sustained");
            _rows.AddRange(await new SustainedMeasure(targets, _pace).RunAsync());
        }
    }

    private async Task MeasureAsync(BenchTargets targets)
    {
        var before = MachineUse.Take(targets);
        var memory = new MemoryMeasure(targets, _pace);
        if (options.Includes("memory"))
        {
            await memory.IdleAsync();
        }

        Step("warming up");
        await WarmUpAsync(targets);
        if (options.Includes("memory"))
        {
            Step("memory of open streams");
            await memory.OpenStreamsAsync();
            await memory.SteadyAsync();
        }

        await MeasureCallsAsync(targets);
        await MeasureStreamsAsync(targets);
        await MeasureCapacityAsync(targets);
        if (options.Includes("memory"))
        {
            Step("memory after recovery");
            await memory.RecoveryAsync();
            _rows.AddRange(memory.Rows);
        }

        _machineUse = MachineUse.Take(targets).Since(before);
    }

    private async Task WarmUpAsync(BenchTargets targets)
    {
        foreach (var workload in Workload.All)
        {
            foreach (var target in targets.InRound(0))
            {
                targets.Note(target, workload, await ClosedLoop.RunAsync(target, new LoadShape(workload, 16, _pace.WarmUp)));
            }
        }
    }

    private async Task MeasureCallsAsync(BenchTargets targets)
    {
        if (options.Includes("latency"))
        {
            Step($"{Workload.Json.Name}, 1 at a time");
            var single = new CallMeasure(targets, _pace.Rounds, new LoadShape(Workload.Json, 1, _pace.Block));
            await single.RunInTurnsAsync(Pace.Turns);
            _rows.AddRange(single.Latency(Bar.RatioAtMost(1.5)));
        }

        if (options.Includes("cost"))
        {
            var json = await MeasuredAsync(targets, Workload.Json, 16, control: false);
            _rows.AddRange(json.Cost(Bar.RatioAtMost(1.30)));
            var delayed = await MeasuredAsync(targets, Workload.DelayedJson, 32);
            _rows.AddRange([.. delayed.Latency(), .. delayed.Cost()]);
            var large = await MeasuredAsync(targets, Workload.LargePrompt, 4);
            _rows.AddRange([.. large.Latency(), .. large.Cost()]);
        }
    }

    private async Task MeasureStreamsAsync(BenchTargets targets)
    {
        if (options.Includes("streams"))
        {
            var paced = await MeasuredAsync(targets, Workload.Paced, 100);
            _rows.AddRange([.. paced.StreamTiming(), .. paced.Cost()]);
            var saturating = await MeasuredAsync(targets, Workload.Saturating, 8, control: false);
            _rows.AddRange([.. saturating.Cost(Bar.RatioAtMost(1.30)), saturating.Throughput()]);
            var burst = await MeasuredAsync(targets, Workload.Burst, 8, control: false);
            _rows.AddRange([.. burst.Cost(Bar.RatioAtMost(1.30)), burst.Throughput()]);
        }

        if (options.Includes("translated"))
        {
            foreach (var workload in (Workload[])[Workload.FromAnthropic, Workload.ToAnthropic])
            {
                var translated = await MeasuredAsync(targets, workload, 8, control: false);
                _rows.AddRange(translated.Cost(Bar.RatioAtMost(2.0)));
            }
        }
    }

    private async Task<CallMeasure> MeasuredAsync(BenchTargets targets, Workload workload, int concurrency, bool control = true)
    {
        Step($"{workload.Name}, {concurrency} at a time");
        var stagger = workload == Workload.Paced ? Pace.Stagger : TimeSpan.Zero;

        // The bars on cost stand on twice the rounds: an even number, so that both went first equally often.
        var rounds = control ? _pace.Rounds : _pace.Rounds * 2;
        var measure = new CallMeasure(targets, rounds, new LoadShape(workload, concurrency, _pace.Block, stagger), control);
        await measure.RunAsync();
        return measure;
    }

    private async Task<int> ReportAsync(string machine, BenchTargets targets, string? records)
    {
        var report = ReportTable.Write($"{machine} {_machineUse}", _rows);
        report += records is null ? "" : $"\n{records}\n";
        report += string.Concat(targets.Failures.Select(failure => $"\nFAILED {failure}\n"));
        Console.WriteLine(report);
        if (options.Markdown is not null)
        {
            await File.WriteAllTextAsync(options.Markdown, report);
        }

        return targets.Failures.Count > 0 ? 1 : _rows.Exists(row => row.IsMissed) ? 2 : 0;
    }
}
