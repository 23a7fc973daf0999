using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Keeps what is held for a stream without a cap of its own ahead of what has arrived; in the journal, too, before what it pays
/// for goes to the caller: should the process be killed, that is what is billed.
/// </summary>
internal sealed class StreamLead(Exchange exchange, PriceBound bound, SpendLedger ledger, IHeadroom headroom, UsageJournal journal)
{
    // Where there is room, so that not every event asks.
    private const long Step = 1_024;

    /// <summary>
    /// True when at least <see cref="Demand.LeastOutput"/> more tokens are paid for than may have come; false when they cannot be.
    /// What has come is never counted too low: a token a byte while that fits, then by the model's own vocabulary where it is
    /// loaded, and it is loaded where room lacks. A task only where room must be asked for.
    /// </summary>
    public ValueTask<bool> KeepAheadAsync(MeteredResponse answer) =>
        Fits(answer) || (answer.Output.Tighten() && Fits(answer)) || TryRaise(Arrived(answer) + Step)
            ? ValueTask.FromResult(true)
            : CountAndRaiseAsync(answer);

    private bool Fits(MeteredResponse answer) => Arrived(answer) + Demand.LeastOutput <= exchange.Reservation!.OutputTokens;

    /// <summary>Tokens that have come at most, and what the provider says itself while it has not finished.</summary>
    private static long Arrived(MeteredResponse answer) =>
        Math.Max(answer.Output.TokenBound, answer is { FinishSeen: false, Usage: { } usage } ? usage.OutputTokens : 0);

    private async ValueTask<bool> CountAndRaiseAsync(MeteredResponse answer)
    {
        if (answer.Output.MayTighten)
        {
            await answer.Output.LoadAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            answer.Output.Tighten();
        }

        return Fits(answer) || await RaiseAsync(Arrived(answer) + Demand.LeastOutput);
    }

    private bool TryRaise(long tokens)
    {
        if (MoreFor(tokens) is not { } more || ledger.TryReserve(exchange.Reservation!.Charges, more) is not null)
        {
            return false;
        }

        return TryHold(more, tokens);
    }

    /// <summary>Makes room that the ledger has reserved a part of the hold; gives it back where the journal does not take it.</summary>
    private bool TryHold(long more, long tokens)
    {
        var reservation = exchange.Reservation!;
        if (!journal.Raise(exchange.Ticket!, tokens, reservation.Held + more))
        {
            ledger.Release(reservation.Charges, more);
            return false;
        }

        reservation.Raise(more, tokens);
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

            // Not cancelled with the caller: what has come for one that has left is charged, and what lies ready behind it.
            if (await headroom.HoldAsync(exchange.Reservation!.Charges, more, CancellationToken.None) is { } refused)
            {
                // So that the caller, and the record, are told whose budget, how much of what, and until when.
                exchange.RefusedDemand = new(new Demand(bound, null, exchange.Reservation.InputTokens, tokens));
                exchange.End.Now(SpendLimiter.RefusalOf(exchange.Limits.Spend!, refused.Account, refused.Short, exchange.Reservation.Held));
                return false;
            }

            if (TryHold(more, tokens))
            {
                return true;
            }
        }
        catch (HeadroomUnavailableException)
        {
        }

        exchange.End.Now(new Refusal.AccountingUnavailable());
        return false;
    }

    private long? MoreFor(long tokens) => bound.CostOf(exchange.Reservation!.InputTokens, tokens) is { } nanos ? Math.Max(0, nanos - exchange.Reservation!.Held) : null;
}
