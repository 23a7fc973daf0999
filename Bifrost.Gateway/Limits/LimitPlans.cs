using System.Collections.Concurrent;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Limits;

/// <summary>The plans of one runtime, by key, provider and model; bounded, since callers choose models' names.</summary>
internal sealed class LimitPlans
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<(Guid Key, string Provider, string Model), LimitPlan> _plans = new();
    private int _count;

    public LimitPlan Of(Exchange exchange, Func<Exchange, LimitPlan> make)
    {
        var target = exchange.Target!;
        var key = (exchange.Key!.Id, target.Provider.Name, target.Model);
        if (_plans.TryGetValue(key, out var known))
        {
            return known;
        }

        var plan = make(exchange);
        if (Volatile.Read(ref _count) < Most && _plans.TryAdd(key, plan))
        {
            Interlocked.Increment(ref _count);
        }

        return plan;
    }
}
