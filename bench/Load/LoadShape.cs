namespace Bifrost.Bench.Load;

/// <summary>
/// Which calls, how many in flight, for how long. With <paramref name="Stagger"/> the connections start spread over
/// that time instead of at once.
/// </summary>
internal sealed record LoadShape(Workload Workload, int Concurrency, TimeSpan Duration, TimeSpan Stagger = default);
