using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Limits;

/// <summary>The plans of one runtime, by key, provider and model; bounded, since callers choose models' names.</summary>
internal sealed class LimitPlans
{
    private const int Most = 100_000;

    private readonly RecentValues<(Guid Key, string Provider, string Model), LimitPlan> _plans = new(Most);

    public LimitPlan Of(Exchange exchange, Func<Exchange, LimitPlan> make)
    {
        var target = exchange.Target!;
        var key = (exchange.Key!.Id, target.Provider.Name, target.Model);
        return _plans.Find(key) ?? _plans.Add(key, make(exchange));
    }
}
