using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Limits;

/// <summary>Keeps what is held for a stream without a cap of its own ahead of what has arrived.</summary>
internal sealed class StreamLead(Exchange exchange, PriceBound bound, SpendLedger ledger, IHeadroom headroom)
{
    // Where there is room, so that not every event asks.
    private const long Step = 1_024;

    /// <summary>True when at least <see cref="Demand.LeastOutput"/> more tokens are paid for; false when they cannot be. A task only where room must be asked for.</summary>
    public ValueTask<bool> KeepAheadAsync(long arrivedTokens) =>
        arrivedTokens + Demand.LeastOutput <= exchange.Reservation!.OutputTokens || TryRaise(arrivedTokens + Step)
            ? ValueTask.FromResult(true)
            : RaiseAsync(arrivedTokens + Demand.LeastOutput);

    private bool TryRaise(long tokens)
    {
        if (MoreFor(tokens) is not { } more || ledger.TryReserve(exchange.Reservation!.Charges, more) is not null)
        {
            return false;
        }

        exchange.Reservation!.Raise(more, tokens);
        return true;
    }

    private async ValueTask<bool> RaiseAsync(long tokens)
    {
        try
        {
            if (MoreFor(tokens) is not { } more)
            {
                return false;
            }

            if (await headroom.HoldAsync(exchange.Reservation!.Charges, more, exchange.RequestAborted) is { } refused)
            {
                // So that the caller, and the record, are told whose budget, how much of what, and until when.
                exchange.End.Now(SpendLimiter.RefusalOf(exchange.Limits.Spend!, refused.Account, refused.Short));
                return false;
            }

            exchange.Reservation!.Raise(more, tokens);
            return true;
        }
        catch (HeadroomUnavailableException)
        {
            exchange.End.Now(new Refusal.AccountingUnavailable());
            return false;
        }
    }

    private long? MoreFor(long tokens) => bound.CostOf(exchange.Reservation!.InputTokens, tokens) is { } nanos ? Math.Max(0, nanos - exchange.Reservation!.Held) : null;
}
