using Bifrost.Domain.Limits;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Requests at once: a call takes a place of each of its owners, or waits for all of them together. Among those that wait, the
/// key with the fewest calls under way goes first, then who came first. Thread-safe.
/// </summary>
internal sealed class ConcurrencyGate(GatewaySettings settings, TimeProvider time)
{
    private const int MostWaiting = 1_000;
    private const int MostWaitingOfAKey = 250;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Owner, string Account), int> _running = [];
    private readonly Dictionary<Guid, int> _runningOfKey = [];
    private readonly List<Waiter> _waiting = [];

    /// <summary>Null when the exchange has its places, which its disposal gives back.</summary>
    public ValueTask<Refusal?> EnterAsync(Exchange exchange)
    {
        var owners = exchange.Limits.Concurrent;
        if (owners.Length == 0)
        {
            return default;
        }

        var place = new Waiter(exchange.Key!.Id, owners);
        lock (_gate)
        {
            if (Fits(place))
            {
                Take(place);
                exchange.Place = new ConcurrencyPlace(() => Leave(place));
                return default;
            }

            if (settings.QueueTimeout <= TimeSpan.Zero || _waiting.Count >= MostWaiting || _waiting.Count(x => x.Key == place.Key) >= MostWaitingOfAKey)
            {
                return ValueTask.FromResult<Refusal?>(RefusalOf(place));
            }

            _waiting.Add(place);
        }

        return WaitAsync(exchange, place);
    }

    private async ValueTask<Refusal?> WaitAsync(Exchange exchange, Waiter place)
    {
        exchange.Place = new ConcurrencyPlace(() => Leave(place));
        exchange.BeginWaiting();
        try
        {
            await place.Turn.Task.WaitAsync(settings.QueueTimeout, time, exchange.RequestAborted);
            return null;
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                // Its turn may have come in the last moment.
                return place.IsRunning ? null : RefusalOf(place);
            }
        }
        finally
        {
            exchange.EndWaiting();
        }
    }

    /// <summary>Gives the places back, or leaves the queue.</summary>
    private void Leave(Waiter place)
    {
        lock (_gate)
        {
            if (!place.IsRunning)
            {
                _waiting.Remove(place);
                return;
            }

            place.IsRunning = false;
            foreach (var owner in place.Owners)
            {
                Count(_running, (owner.Id, owner.Account), -1);
            }

            Count(_runningOfKey, place.Key, -1);
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_waiting.Count > 0)
        {
            Waiter? next = null;
            foreach (var waiter in _waiting)
            {
                if (Fits(waiter) && (next is null || _runningOfKey.GetValueOrDefault(waiter.Key) < _runningOfKey.GetValueOrDefault(next.Key)))
                {
                    next = waiter;
                }
            }

            if (next is null)
            {
                return;
            }

            _waiting.Remove(next);
            Take(next);
            next.Turn.TrySetResult();
        }
    }

    private bool Fits(Waiter place)
    {
        foreach (var owner in place.Owners)
        {
            if (_running.GetValueOrDefault((owner.Id, owner.Account)) >= owner.Limits.MaxConcurrency)
            {
                return false;
            }
        }

        return true;
    }

    private void Take(Waiter place)
    {
        place.IsRunning = true;
        foreach (var owner in place.Owners)
        {
            Count(_running, (owner.Id, owner.Account), 1);
        }

        Count(_runningOfKey, place.Key, 1);
    }

    private Refusal.TooManyAtOnce RefusalOf(Waiter place)
    {
        var full = Array.Find(place.Owners, x => _running.GetValueOrDefault((x.Id, x.Account)) >= x.Limits.MaxConcurrency) ?? place.Owners[0];
        return new Refusal.TooManyAtOnce(full.Label, full.Limits.MaxConcurrency!.Value);
    }

    private static void Count<TKey>(Dictionary<TKey, int> counts, TKey key, int change)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }

    private sealed class Waiter(Guid key, LimitedOwner[] owners)
    {
        public Guid Key => key;

        public LimitedOwner[] Owners => owners;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsRunning { get; set; }
    }
}
