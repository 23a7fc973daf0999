using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Limits;

/// <summary>Counts a call on all rate limits that it falls under, by an estimate that its settlement corrects.</summary>
internal sealed class RateLimiter(RateWindows windows, LimitShares shares, HoldPool pool, OutputObservations observed)
{
    private const int BytesOfAToken = 4;

    // A call asks for each of its limits, and again where others on this node took what came.
    private const int MostRounds = 20;

    /// <summary>Null when the call was counted, or nothing limits it.</summary>
    public ValueTask<Refusal?> TakeAsync(Exchange exchange)
    {
        var plan = exchange.Limits;
        var of = plan.Rates ??= windows.Plan(plan, exchange.Runtime.Snapshot.Revision);
        if (of.Length == 0)
        {
            return default;
        }

        var scan = exchange.Scan!;
        var generates = exchange.Operation.Stream is StreamKind.ChatChunks or StreamKind.ResponseEvents;
        var output = !generates ? 0 : Math.Min(OutputCapField.CallersOf(exchange) ?? long.MaxValue, Math.Max(Demand.LeastOutput, observed.Likely(exchange.Key!.Id, exchange.Target!))) * scan.Generations;
        exchange.Holds = pool;
        var hold = exchange.Rates = pool.Rates.Get();

        // What an image is in tokens, its bytes do not say.
        var bytes = exchange.Operation.Unit == BilledUnit.Images ? scan.TextBytes : scan.TextBytes + scan.RawBytes;
        var input = exchange.Operation.IsFree ? 0 : Math.Max(1, (bytes / BytesOfAToken) + scan.NumberTokens);
        hold.Begin(of, input, output, OutputCapField.CallersOf(exchange) is null);
        return windows.TryTake(of, hold) is not { } refused ? default
            : shares.IsShared ? TakeMoreAsync(exchange, of, hold)
            : ValueTask.FromResult<Refusal?>(RefusalOf(refused));
    }

    /// <summary>Takes more of the limits that other nodes have parts of, until the call fits or they leave no more.</summary>
    private async ValueTask<Refusal?> TakeMoreAsync(Exchange exchange, RateWindow[] of, RateHold hold)
    {
        exchange.BeginWaiting();
        try
        {
            for (var round = 0; round < MostRounds && windows.FindShort(of, hold) is { } x; round++)
            {
                if (!await shares.GrowAsync(x.Window.Share, x.Amount, exchange.RequestAborted) || windows.TryTake(of, hold) is null)
                {
                    break;
                }
            }

            return hold.TakenAt != 0 || windows.TryTake(of, hold) is not { } refused ? null : RefusalOf(refused);
        }
        finally
        {
            exchange.EndWaiting();
        }
    }

    private static Refusal.RateLimited RefusalOf((RateWindow Window, TimeSpan Wait) x) =>
        new(x.Window.Owner, x.Window.Limit, x.Window.Metric, x.Window.Period, x.Wait);
}
