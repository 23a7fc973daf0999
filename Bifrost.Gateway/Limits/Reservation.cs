using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// What an exchange holds of its budgets: nothing, or the same amount on every account. Part of the exchange; ended exactly
/// once, by its settlement, and then used again by later exchanges.
/// </summary>
internal sealed class Reservation(SpendLedger ledger)
{
    private readonly Lock _gate = new();
    private DateTime _heldAt;
    private bool _ended;

    /// <summary>Nano-dollars held on each account.</summary>
    public long Held { get; private set; }

    /// <summary>A hard budget asked for it: whatever costs more has passed a bound.</summary>
    public bool IsHard { get; private set; }

    public ChargeSet Charges { get; private set; } = null!;

    /// <summary>Input tokens that the hold pays.</summary>
    public long InputTokens { get; set; }

    /// <summary>Output tokens that the hold pays.</summary>
    public long OutputTokens { get; set; }

    /// <summary>Output that nobody sees may be billed: what was seen does not tell what it cost.</summary>
    public bool MayHide { get; set; }

    /// <summary>What tokens cost at most; null for a call without a price.</summary>
    public PriceBound? Bound { get; set; }

    /// <summary>Of a stream without a cap: raises the hold for what has arrived; false when it cannot be paid.</summary>
    public Func<MeteredResponse, ValueTask<bool>>? KeepAhead { get; set; }

    /// <summary>Begins anew, with what the ledger holds already.</summary>
    public void Begin(ChargeSet charges, long held, bool isHard)
    {
        (Charges, Held, IsHard, _heldAt, _ended) = (charges, held, isHard, ledger.UtcNow, false);
        (InputTokens, OutputTokens, MayHide, Bound, KeepAhead) = (0, 0, false, null, null);
    }

    /// <summary>More is held now, for so many output tokens.</summary>
    public void Raise(long by, long outputTokens)
    {
        lock (_gate)
        {
            if (_ended)
            {
                // The caller hung up while room was asked for.
                ledger.Release(Charges, by);
                return;
            }

            (Held, OutputTokens) = (Held + by, outputTokens);
        }
    }

    /// <summary>Nano-dollars that so many output tokens need; null where that is not less than is held.</summary>
    public long? NeededFor(long outputTokens) => Bound?.CostOf(InputTokens, outputTokens) is { } needed && needed < Held ? needed : null;

    /// <summary>Less is asked for now, no more than so many output tokens: the rest is free.</summary>
    public void Lower(long outputTokens)
    {
        lock (_gate)
        {
            if (!_ended && NeededFor(outputTokens) is { } needed)
            {
                ledger.Release(Charges, Held - needed);
                (Held, OutputTokens) = (needed, outputTokens);
            }
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
                ledger.Settle(Charges, Held, cost, _heldAt);
            }
        }
    }
}
