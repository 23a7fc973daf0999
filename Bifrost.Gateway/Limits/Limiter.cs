using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Limits;

/// <summary>Decides whether an exchange that has its target may be sent: freezes, requests at once, throughput, money.</summary>
internal sealed class Limiter(SpendLimiter spend)
{
    /// <summary>Null when it may be sent.</summary>
    public ValueTask<Refusal?> AdmitAsync(Exchange exchange)
    {
        var plan = LimitPlan.Of(exchange);
        exchange.Limits = plan;
        foreach (var owner in plan.Owners)
        {
            if (owner.Limits.Frozen)
            {
                return ValueTask.FromResult<Refusal?>(new Refusal.Frozen(owner.Label));
            }
        }

        return spend.ReserveAsync(exchange);
    }
}
