namespace Bifrost.Gateway.Limits;

/// <summary>
/// What an exchange holds of its budgets: nothing, or the same amount on every account. Part of the exchange; ended exactly
/// once, by its settlement.
/// </summary>
internal sealed class Reservation(SpendLedger ledger, ChargeSet charges, long held)
{
    private readonly Lock _gate = new();
    private readonly DateTime _heldAt = ledger.UtcNow;
    private bool _ended;

    /// <summary>Nano-dollars held on each account.</summary>
    public long Held { get; private set; } = held;

    public ChargeSet Charges => charges;

    /// <summary>Input tokens that the hold pays.</summary>
    public long InputTokens { get; set; }

    /// <summary>Output tokens that the hold pays.</summary>
    public long OutputTokens { get; set; }

    /// <summary>Of a stream without a cap of its own: raises the hold for so many output tokens that have arrived; false when it cannot be paid.</summary>
    public Func<long, ValueTask<bool>>? KeepAhead { get; set; }

    /// <summary>More is held now, for so many output tokens.</summary>
    public void Raise(long by, long outputTokens)
    {
        lock (_gate)
        {
            if (_ended)
            {
                // The caller hung up while room was asked for.
                ledger.Release(charges, by);
                return;
            }

            (Held, OutputTokens) = (Held + by, outputTokens);
        }
    }

    /// <summary>What it cost is spent, the rest free. Nano-dollars; a second call does nothing.</summary>
    public void End(long cost)
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _ended = true;
                ledger.Settle(charges, Held, cost, _heldAt);
            }
        }
    }
}
