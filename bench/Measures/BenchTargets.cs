using Bifrost.Bench.Load;

namespace Bifrost.Bench.Measures;

/// <summary>The three that are compared, and what went wrong with them.</summary>
internal sealed class BenchTargets(Target direct, Target yarp, Target gateway)
{
    private readonly List<string> _failures = [];

    public Target Direct { get; } = direct;

    public Target Yarp { get; } = yarp;

    public Target Gateway { get; } = gateway;

    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Gateway and YARP in turn first, so that neither always follows the other; then the control.</summary>
    public Target[] InRound(int round, bool control = true)
    {
        Target[] pair = round % 2 == 0 ? [Gateway, Yarp] : [Yarp, Gateway];
        return control ? [.. pair, Direct] : pair;
    }

    public void Note(Target target, Workload workload, LoadRecording load)
    {
        if (load.Failed > 0)
        {
            _failures.Add($"{target.Name}, {workload.Name}: {load.Failed} of {load.Latency.Count} calls failed, first: {load.FirstFailure}");
        }
    }

    public void NoteStreams(Target target, OpenStreams streams, int wanted)
    {
        if (streams.Open < wanted || streams.Failed > 0)
        {
            _failures.Add($"{target.Name}: {streams.Open} of {wanted} streams open, {streams.Failed} failed, first: {streams.FirstFailure}");
        }
    }
}
