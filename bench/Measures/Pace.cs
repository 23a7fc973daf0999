namespace Bifrost.Bench.Measures;

/// <summary>How long the parts of a run take.</summary>
internal sealed record Pace(
    int Rounds,
    TimeSpan WarmUp,
    TimeSpan Block,
    TimeSpan FrontierPoint,
    TimeSpan Sustained,
    TimeSpan Recovery,
    IReadOnlyList<int> StreamLevels)
{
    /// <summary>Turns within a round of a latency measure.</summary>
    public const int Turns = 5;

    /// <summary>Paced streams start spread over this time: callers do not start in step.</summary>
    public static readonly TimeSpan Stagger = TimeSpan.FromSeconds(0.6);

    /// <summary>After a block: time for work the answer did not wait for (records, metrics) to be done and counted.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(250);

    public static Pace Of(BenchOptions options) => options.Quick
        ? new(options.Rounds, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(0.35), TimeSpan.Zero, TimeSpan.FromSeconds(5), [100, 250, 500, 1000])
        : new(options.Rounds, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), [50, 100, 200, 300, 400, 500, 600, 800, 1000]);
}
