using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Limits;

/// <summary>Decides whether an exchange that has its target may be sent: freezes, requests at once, throughput, money.</summary>
internal sealed class Limiter(ConcurrencyGate gate, RateLimiter rates, SpendLimiter spend)
{
    /// <summary>Null when it may be sent.</summary>
    public ValueTask<Refusal?> AdmitAsync(Exchange exchange)
    {
        var plan = exchange.Limits = LimitPlan.Of(exchange);
        if (plan.Frozen is { } frozen)
        {
            return ValueTask.FromResult<Refusal?>(new Refusal.Frozen(frozen));
        }

        var entering = gate.EnterAsync(exchange);
        return entering.IsCompletedSuccessfully
            ? entering.Result is { } refusal ? ValueTask.FromResult<Refusal?>(refusal) : CountAsync(exchange)
            : WaitAsync(exchange, entering);
    }

    private async ValueTask<Refusal?> WaitAsync(Exchange exchange, ValueTask<Refusal?> entering) => await entering ?? await CountAsync(exchange);

    private ValueTask<Refusal?> CountAsync(Exchange exchange)
    {
        var counting = rates.TakeAsync(exchange);
        return !counting.IsCompletedSuccessfully ? CountSlowlyAsync(exchange, counting)
            : counting.Result is { } refusal ? ValueTask.FromResult<Refusal?>(refusal)
            : ReserveAsync(exchange);
    }

    private async ValueTask<Refusal?> CountSlowlyAsync(Exchange exchange, ValueTask<Refusal?> counting) => await counting ?? await ReserveAsync(exchange);

    private ValueTask<Refusal?> ReserveAsync(Exchange exchange) => exchange.Operation.IsFree ? default : spend.ReserveAsync(exchange);
}
