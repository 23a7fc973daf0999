using Bifrost.Bench.Load;
using Bifrost.Bench.Report;

namespace Bifrost.Bench.Measures;

/// <summary>Resident memory: idle after the start, under load, per open stream, and some time after all of it.</summary>
internal sealed class MemoryMeasure(BenchTargets targets, Pace pace)
{
    private const int Streams = 2000;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);
    private static readonly Bar PerStream = Bar.ValueAtMost(96 * 1024);
    private readonly List<Comparison> _rows = [];

    public IReadOnlyList<Comparison> Rows => _rows;

    public async Task IdleAsync()
    {
        await Task.Delay(Rest);
        Take("resident, idle after the start");
    }

    /// <summary>After warm-up and before the heavy measures, so that no slack of theirs hides what a stream takes.</summary>
    public async Task OpenStreamsAsync()
    {
        var yarp = await PerStreamAsync(targets.Yarp);
        var gateway = await PerStreamAsync(targets.Gateway);
        var row = new Comparison($"resident per open stream, at {Streams} open", Unit.Bytes, PerStream);
        row.Add(null, yarp, gateway);
        _rows.Add(row);
    }

    /// <summary>While calls run: the largest of ten readings.</summary>
    public async Task SteadyAsync()
    {
        var peaks = new Dictionary<Target, double>();
        foreach (var target in targets.InRound(0))
        {
            var load = ClosedLoop.RunAsync(target, new LoadShape(Workload.Json, 16, pace.Block));
            for (var i = 0; i < 10; i++)
            {
                await Task.Delay(pace.Block / 11);
                peaks[target] = Math.Max(peaks.GetValueOrDefault(target), target.Process.ResidentBytes);
            }

            targets.Note(target, Workload.Json, await load);
        }

        var row = new Comparison("resident, steady under load", Unit.Bytes, null);
        row.Add(peaks[targets.Direct], peaks[targets.Yarp], peaks[targets.Gateway]);
        _rows.Add(row);
    }

    public async Task RecoveryAsync()
    {
        await Task.Delay(pace.Recovery);
        Take($"resident, {pace.Recovery.TotalSeconds:0} s after the last call");
    }

    private async Task<double?> PerStreamAsync(Target target)
    {
        await Task.Delay(Rest);
        var before = target.Process.ResidentBytes;
        using var streams = await OpenStreams.OpenAsync(target, Streams);
        await Task.Delay(Rest);
        var after = target.Process.ResidentBytes;
        targets.NoteStreams(target, streams, Streams);
        return streams.Open == 0 ? null : (after - before) / (double)streams.Open;
    }

    private void Take(string name)
    {
        var row = new Comparison(name, Unit.Bytes, null);
        row.Add(targets.Direct.Process.ResidentBytes, targets.Yarp.Process.ResidentBytes, targets.Gateway.Process.ResidentBytes);
        _rows.Add(row);
    }
}
