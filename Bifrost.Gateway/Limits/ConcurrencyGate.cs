using Bifrost.Domain.Limits;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Refusals;
using Microsoft.Extensions.ObjectPool;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Requests at once: a call takes a place of each of its owners, or waits for all of them together. Among those that wait, the
/// key with the fewest calls under way goes first, then who came first. Where several nodes share a limit this one lets in as
/// many as its part allows, and asks for more while calls wait. Thread-safe.
/// </summary>
internal sealed class ConcurrencyGate
{
    private const int MostWaiting = 1_000;
    private const int MostWaitingOfAKey = 250;
    private const int MostKept = 1_024;

    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongestAsk = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly CallsUnderWay _running;
    private readonly DefaultObjectPool<ConcurrencyPlace> _places;
    private readonly Dictionary<Guid, int> _runningOfKey = [];
    private readonly List<ConcurrencyPlace> _waiting = [];
    private readonly TimeSpan _queueTimeout;
    private readonly LimitShares _shares;
    private readonly TimeProvider _time;

    public ConcurrencyGate(GatewaySettings settings, LimitShares shares, TimeProvider time)
    {
        (_queueTimeout, _shares, _time) = (settings.QueueTimeout, shares, time);
        _running = new CallsUnderWay(shares, time, _gate);
        _places = new(new Places(this), MostKept);
    }

    /// <summary>Null when the exchange has its places, which its disposal gives back.</summary>
    public ValueTask<Refusal?> EnterAsync(Exchange exchange)
    {
        var owners = exchange.Limits.Concurrent;
        if (owners.Length == 0)
        {
            return default;
        }

        var place = exchange.Place = _places.Get();
        lock (_gate)
        {
            place.Begin(exchange.Key!.Id, owners, _running.Of(exchange.Limits));
            if (_running.Fit(place))
            {
                Take(place);
                return default;
            }

            place.Wait();

            var mayWait = _queueTimeout > TimeSpan.Zero || _running.FindShort(place) is not null;
            if (!mayWait || _waiting.Count >= MostWaiting || WaitingOf(place.Key) >= MostWaitingOfAKey)
            {
                return ValueTask.FromResult<Refusal?>(RefusalOf(place));
            }

            _waiting.Add(place);
        }

        return WaitAsync(exchange, place);
    }

    /// <summary>How many calls of an owner are under way on this node.</summary>
    public int RunningOf(LimitedOwner owner)
    {
        lock (_gate)
        {
            return _running.CountOf(owner);
        }
    }

    /// <summary>Asks the other nodes for places, over and over, until the call has its own or its time is over.</summary>
    private async Task AskAsync(ConcurrencyPlace place, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            RunningCalls? lacking;
            lock (_gate)
            {
                lacking = place.IsRunning ? null : _running.FindShort(place);
            }

            if (lacking is not null && await _shares.GrowAsync(lacking.Share!, 1, cancellationToken))
            {
                lock (_gate)
                {
                    LetIn();
                }
            }
            else if (_queueTimeout <= TimeSpan.Zero)
            {
                return;
            }
            else
            {
                await Task.Delay(AskAgain, _time, cancellationToken);
            }
        }
    }

    private async ValueTask<Refusal?> WaitAsync(Exchange exchange, ConcurrencyPlace place)
    {
        exchange.BeginWaiting();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(exchange.RequestAborted);
        try
        {
            var asking = _shares.IsShared ? AskAsync(place, over.Token) : Task.CompletedTask;
            var mayQueue = _queueTimeout > TimeSpan.Zero;
            await (mayQueue ? place.Turn!.Task : Task.WhenAny(asking, place.Turn!.Task)).WaitAsync(mayQueue ? _queueTimeout : LongestAsk, _time, exchange.RequestAborted);
            return place.Turn!.Task.IsCompletedSuccessfully ? null : throw new TimeoutException();
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
            await over.CancelAsync();
            exchange.EndWaiting();
        }
    }

    /// <summary>Gives the places back, or leaves the queue.</summary>
    public void Leave(ConcurrencyPlace place)
    {
        GiveBack(place);
        if (place.Turn is null)
        {
            // One that waited may still be asked for.
            _places.Return(place);
        }
    }

    private void GiveBack(ConcurrencyPlace place)
    {
        lock (_gate)
        {
            if (place.Turn is not null)
            {
                Array.ForEach(place.Running, x => x.Waiting--);
            }

            if (!place.IsRunning)
            {
                _waiting.Remove(place);
                return;
            }

            place.IsRunning = false;
            _running.Add(place, -1);
            Count(place.Key, -1);
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_waiting.Count > 0)
        {
            ConcurrencyPlace? next = null;
            foreach (var waiter in _waiting)
            {
                if (_running.Fit(waiter) && (next is null || _runningOfKey.GetValueOrDefault(waiter.Key) < _runningOfKey.GetValueOrDefault(next.Key)))
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
            next.Turn!.TrySetResult();
        }
    }

    private void Take(ConcurrencyPlace place)
    {
        place.IsRunning = true;
        _running.Add(place, 1);
        Count(place.Key, 1);
    }

    private Refusal.TooManyAtOnce RefusalOf(ConcurrencyPlace place)
    {
        var full = place.Owners[Math.Max(0, _running.FullAt(place))];
        return new Refusal.TooManyAtOnce(full.Label, full.Limits.MaxConcurrency!.Value);
    }

    // A method of its own: a lambda would cost every call its closure.
    private int WaitingOf(Guid key) => _waiting.Count(x => x.Key == key);

    private void Count(Guid key, int change)
    {
        var count = _runningOfKey.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            _runningOfKey.Remove(key);
        }
        else
        {
            _runningOfKey[key] = count;
        }
    }

    private sealed class Places(ConcurrencyGate gate) : PooledObjectPolicy<ConcurrencyPlace>
    {
        public override ConcurrencyPlace Create() => new(gate);

        public override bool Return(ConcurrencyPlace obj) => true;
    }
}
