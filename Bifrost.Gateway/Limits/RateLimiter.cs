using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Limits;

/// <summary>Counts a call on all rate limits that it falls under, by an estimate that its settlement corrects.</summary>
internal sealed class RateLimiter(RateWindows windows, OutputObservations observed)
{
    private const int BytesOfAToken = 4;

    /// <summary>Null when the call was counted, or nothing limits it.</summary>
    public Refusal? Take(Exchange exchange)
    {
        var plan = exchange.Limits;
        var of = plan.Rates ??= windows.Plan(plan, exchange.Runtime.Snapshot.Revision);
        if (of.Length == 0)
        {
            return null;
        }

        var scan = exchange.Scan!;
        var generates = exchange.Operation.Stream is StreamKind.ChatChunks or StreamKind.ResponseEvents;
        var output = !generates ? 0 : Math.Min(scan.OutputTokenLimit ?? long.MaxValue, Math.Max(Demand.LeastOutput, observed.Likely(exchange.Target!))) * scan.N;
        var hold = new RateHold(windows, of, Math.Max(1, (scan.TextBytes / BytesOfAToken) + scan.NumberTokens), output);
        exchange.Rates = hold;
        return windows.TryTake(of, hold) is { } refused
            ? new Refusal.RateLimited(refused.Window.Owner, refused.Window.Limit, refused.Window.Metric, refused.Window.Period, refused.Wait)
            : null;
    }
}
