using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Holds of every budget what a call may cost, before it is sent; of soft ones whether there is room or not. A call is refused only when its hold fits nowhere: a
/// bound by bytes first, then a count by the tokenizer, then a shorter lead of a stream or a lower cap on the output; of a stream whose
/// vocabulary is not known rather a cap, since a lead a token a byte would leave most of a small budget unused.
/// </summary>
internal sealed class SpendLimiter(SpendLedger ledger, IHeadroom headroom, HoldPool pool, OutputObservations observed, UsageEstimator estimator, UsageJournal journal)
{
    /// <summary>Null when the hold stands, or no budget asks for one.</summary>
    public ValueTask<Refusal?> ReserveAsync(Exchange exchange)
    {
        var (spend, charges) = PlanOf(exchange);
        if (charges is null)
        {
            return default;
        }

        var demand = Demand.Of(exchange, observed, MayCap(exchange, spend) ? observed.Ceilings : null);
        if (spend.HardOwner is null && IsCounted(exchange, charges, demand.Nanos ?? 0))
        {
            return default;
        }

        if (demand.IsLed && !observed.Evidence.TryLead(exchange))
        {
            demand = Demand.Of(exchange, observed, MayCap(exchange, spend) ? observed.Ceilings : null, mayLead: false);
        }

        if (demand.Nanos is not { } nanos)
        {
            return ReserveUnpricedAsync(exchange, spend, charges, demand.Reason ?? "the amount is too large");
        }

        return ledger.TryReserve(charges, nanos) is null
            ? ValueTask.FromResult(Begin(exchange, charges, demand, nanos))
            : ReserveSlowlyAsync(exchange, spend, charges, demand);
    }

    private (PlannedSpend Spend, ChargeSet? Charges) PlanOf(Exchange exchange)
    {
        var plan = exchange.Limits;
        while (true)
        {
            var spend = plan.Spend ??= ledger.Plan(plan, exchange.Runtime.Snapshot.Revision);
            if (spend.IsEmpty)
            {
                return (spend, null);
            }

            if (ledger.ChargesOf(spend) is { } charges)
            {
                return (spend, charges);
            }

            plan.Spend = null;
        }
    }

    /// <summary>Only soft budgets: what is under way is counted, and nothing is asked. False when one has become hard meanwhile.</summary>
    private bool IsCounted(Exchange exchange, ChargeSet charges, long nanos)
    {
        if (ledger.TryReserve(charges, nanos) is not null)
        {
            return false;
        }

        exchange.Record.Charges = charges.Text;
        exchange.Holds = pool;
        (exchange.Reservation = pool.Reservations.Get()).Begin(charges, nanos, isHard: false);
        return true;
    }

    private async ValueTask<Refusal?> ReserveSlowlyAsync(Exchange exchange, PlannedSpend spend, ChargeSet charges, Demand demand)
    {
        exchange.BeginWaiting();
        try
        {
            var (short0, account) = await TryDemandAsync(exchange, charges, demand);
            if (short0 is null)
            {
                return null;
            }

            demand = await SmallestAsync(exchange, spend, demand);
            if (demand.Nanos < short0.Needed)
            {
                (short0, account) = await TryDemandAsync(exchange, charges, demand);
            }

            if (short0 is not null && demand.Cap is not null)
            {
                (short0, account) = await TryCappedAsync(exchange, charges, demand, short0!, account!);
            }

            return short0 is null ? null : RefusalOf(spend, account!, short0);
        }
        catch (HeadroomUnavailableException)
        {
            return new Refusal.AccountingUnavailable();
        }
        finally
        {
            exchange.EndWaiting();
        }
    }

    /// <summary>The same with its input counted, where that is certain, and a stream's lead as short as it may be or a cap in its place.</summary>
    private async ValueTask<Demand> SmallestAsync(Exchange exchange, PlannedSpend spend, Demand demand)
    {
        var scan = exchange.Scan!;
        if (demand.UnitNanos is not null)
        {
            return demand;
        }

        if (!scan.HasTools && !scan.HasSchema && await estimator.CountsExactlyAsync(exchange))
        {
            demand = demand.Counted(exchange, estimator);
        }

        return !demand.IsLed ? demand
            : MayCap(exchange, spend) && !TokenEstimator.IsExactFor(exchange.Target!.Model) ? demand.Capped(scan.Generations, observed.Ceilings.CapOf(exchange, demand))
            : demand.LedByLeast(scan.Generations);
    }

    private static bool MayCap(Exchange exchange, PlannedSpend spend) =>
        spend.MayCapOutput && !OutputCapField.IsNamed(exchange)
        && exchange.Scan is { PredictionBytes: 0, HasTools: false, HasSchema: false, AsksForAudio: false, AsksForImages: false };

    /// <summary>Sends a lower cap, as high as the room pays, down to the least.</summary>
    private async ValueTask<(Shortfall? Short, SpendAccount? Account)> TryCappedAsync(Exchange exchange, ChargeSet charges, Demand demand, Shortfall latest, SpendAccount account)
    {
        var n = exchange.Scan!.Generations;
        for (var i = 0; i < 3; i++)
        {
            var cap = Math.Max(Demand.LeastOutput, Math.Min(demand.OutputTokens, demand.Bound!.OutputFor(latest.Room.Nanos, demand.InputTokens)) / n);
            var (refused, by) = await TryDemandAsync(exchange, charges, demand with { OutputTokens = cap * n, Cap = cap });
            if (refused is null)
            {
                return (null, null);
            }

            (latest, account) = (refused, by!);
            if (cap == Demand.LeastOutput)
            {
                break;
            }
        }

        return (latest, account);
    }

    private async ValueTask<(Shortfall? Short, SpendAccount? Account)> TryDemandAsync(Exchange exchange, ChargeSet charges, Demand demand)
    {
        var nanos = demand.Nanos!.Value;
        if (await headroom.HoldAsync(charges, nanos, exchange.RequestAborted) is { } refused)
        {
            exchange.RefusedDemand = new(demand);
            return refused;
        }

        Begin(exchange, charges, demand, nanos);
        return default;
    }

    private async ValueTask<Refusal?> ReserveUnpricedAsync(Exchange exchange, PlannedSpend spend, ChargeSet charges, string reason)
    {
        var model = exchange.Limits.Model;
        if (model is null || model.Unpriced == UnpricedRule.Refuse)
        {
            return new Refusal.Unpriced(exchange.Record.RequestedModel!, spend.HardOwner ?? spend.Owners[0], reason);
        }

        var nanos = model.Unpriced == UnpricedRule.Hold ? model.UnpricedHold.Nanos : 0;
        try
        {
            if (nanos > 0 && await headroom.HoldAsync(charges, nanos, exchange.RequestAborted) is { } refused)
            {
                return RefusalOf(spend, refused.Account, refused.Short);
            }
        }
        catch (HeadroomUnavailableException)
        {
            return new Refusal.AccountingUnavailable();
        }

        Hold(exchange, charges, nanos);
        return null;
    }

    private Refusal? Begin(Exchange exchange, ChargeSet charges, Demand demand, long nanos)
    {
        var reservation = Hold(exchange, charges, nanos);
        reservation.InputTokens = demand.InputTokens;
        reservation.OutputTokens = demand.OutputTokens;
        reservation.MayHide = demand.MayHide;
        reservation.Bound = demand.Bound;
        (exchange.OutputCap, exchange.CapField) = (demand.Cap, demand.Cap is null ? OutputCaps.None : observed.Ceilings.FieldOf(exchange));
        if (!demand.IsLed)
        {
            exchange.StopResting();
        }

        if (exchange.Scan!.Stream && demand is { OutputTokens: > 0, Cap: null } && OutputCapField.CallersOf(exchange) is null)
        {
            reservation.KeepAhead = new StreamLead(exchange, demand.Bound!, ledger, headroom, journal).KeepAheadAsync;
        }

        return null;
    }

    private Reservation Hold(Exchange exchange, ChargeSet charges, long nanos)
    {
        exchange.Record.Charges = charges.Text;
        exchange.Record.HeldNanos = nanos;
        exchange.Holds = pool;
        var reservation = exchange.Reservation = pool.Reservations.Get();
        reservation.Begin(charges, nanos, isHard: true);
        return reservation;
    }

    /// <param name="spend">The plan of the call.</param>
    /// <param name="account">The one that lacks room.</param>
    /// <param name="x">What it lacks.</param>
    /// <param name="own">Nano-dollars that the call holds on it already.</param>
    internal static Refusal.BudgetExhausted RefusalOf(PlannedSpend spend, SpendAccount account, Shortfall x, long own = 0)
    {
        var index = Math.Max(0, Array.IndexOf(spend.States, account.Budget));
        return new(spend.Owners[index], x.Limit, x.Spent, x.Reserved, new Usd(x.Needed), x.ResetsAt, account.Budget.Budget.Period.Zone)
        {
            Own = Usd.Min(x.Reserved, new Usd(own)),
        };
    }
}
