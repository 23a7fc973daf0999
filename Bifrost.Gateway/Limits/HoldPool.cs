using Bifrost.Gateway.Exchanges;
using Microsoft.Extensions.ObjectPool;

namespace Bifrost.Gateway.Limits;

/// <summary>What exchanges hold of limits, used again when an exchange is over: a decision allocates nothing.</summary>
internal sealed class HoldPool(RateWindows windows, SpendLedger ledger)
{
    private const int Kept = 1_024;

    public ObjectPool<RateHold> Rates { get; } = new DefaultObjectPool<RateHold>(new Maker<RateHold>(() => new RateHold(windows)), Kept);

    public ObjectPool<Reservation> Reservations { get; } = new DefaultObjectPool<Reservation>(new Maker<Reservation>(() => new Reservation(ledger)), Kept);

    /// <summary>Takes back what an exchange that is settled held.</summary>
    public void Take(Exchange exchange)
    {
        if (exchange.Rates is { } rates)
        {
            exchange.Rates = null;
            Rates.Return(rates);
        }

        // What a stream asks for may still be on its way when the caller is gone: that one is not used again.
        if (exchange.Reservation is { KeepAhead: null } reservation)
        {
            exchange.Reservation = null;
            Reservations.Return(reservation);
        }
    }

    private sealed class Maker<T>(Func<T> make) : PooledObjectPolicy<T>
        where T : notnull
    {
        public override T Create() => make();

        public override bool Return(T obj) => true;
    }
}
