using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <content>Which accounts there are, and what they may spend now. All of it under the lock.</content>
internal sealed partial class SpendLedger
{
    private const int PruneAbove = 100_000;

    // Longer than any call waits for its hold.
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    private int _named;
    private int _pruneAt = PruneAbove;

    private BudgetState StateOf(BudgetSnapshot budget, string account, long revision)
    {
        if (!_states.TryGetValue((budget.Number, account), out var state))
        {
            if (account.Length > 0 && ++_named >= _pruneAt)
            {
                Prune();
            }

            _states[(budget.Number, account)] = state = new BudgetState(budget, account);
        }

        state.Update(budget, revision);
        return state;
    }

    /// <summary>
    /// Forgets the accounts of end users and tag values that nothing is under way on: callers choose their names. What they
    /// spent is in the database. Accounts of a budget's own are kept: plans hold them.
    /// </summary>
    private void Prune()
    {
        foreach (var (key, state) in _states)
        {
            if (key.Account.Length > 0 && MayForget(state))
            {
                _states.Remove(key);
                state.IsForgotten = true;
                if (state.Current is { } account)
                {
                    _accounts.Remove(account);
                }

                _named--;
            }
        }

        _pruneAt = _named + PruneAbove;
    }

    private bool MayForget(BudgetState state) =>
        state.Current is not { } account
        || (account.Reserved == 0 && (!leased || account is { Room: 0, Returning: 0 }) && time.GetElapsedTime(account.LastUse) > KeptFor);

    private ChargeSet NewCharges(PlannedSpend spend, DateTime now)
    {
        var until = DateTime.MaxValue;
        var texts = new string[spend.States.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var budget = spend.Budgets[i];
            var slot = budget.Period.SlotAt(now);
            until = slot.End < until ? slot.End : until;
            texts[i] = ChargeText.Of(budget.Number, slot.Start, spend.States[i].Account);
        }

        return new ChargeSet([.. spend.States.Select(x => AccountAt(x, now))], string.Join(',', texts), until);
    }

    private SpendAccount AccountAt(BudgetState state, DateTime now)
    {
        var period = state.Budget.Period;
        var window = period.Rolling ? new BudgetWindow(DateTime.UnixEpoch, DateTime.MaxValue) : period.WindowAt(now);
        if (state.Current is not { } current || current.Window != window.Start)
        {
            if (!leased && state.Current is { } over)
            {
                // What is under way in it still settles; nobody looks at it again.
                _accounts.Remove(over);
            }

            state.Current = current = new SpendAccount(state, window.Start, window.End) { Slots = period.Rolling && !leased ? new SlotSpend() : null };
            _accounts.Add(current);
        }

        return current;
    }

    /// <summary>A lease: what was leased by a higher limit than that of now goes back before anything more is held of it.</summary>
    private void RefreshLease(SpendAccount account)
    {
        var budget = account.Budget.Budget;
        var limit = budget.RaisedUntil is null ? budget.Limit.Nanos : budget.LimitAt(_clock.UtcNow).Nanos;
        if (limit < account.Limit)
        {
            Surrender(account);
        }

        account.Limit = limit;
    }

    /// <summary>Takes all room off an account; <see cref="LeaseReturns"/> tells the database.</summary>
    private static void Surrender(SpendAccount account)
    {
        if (account.Room is > 0 and var room)
        {
            account.Cap -= room;
            account.Returning += room;
            account.Surrendered += room;
        }
    }

    /// <summary>The limit of now, and, for a node that decides alone, what of a rolling budget counts no more.</summary>
    private void Refresh(SpendAccount account)
    {
        if (leased)
        {
            RefreshLease(account);
            return;
        }

        if (!account.IsOpen)
        {
            return;
        }

        var budget = account.Budget.Budget;
        if (budget.Resets != account.Resets)
        {
            account.IsOpen = false;
            return;
        }

        if (budget.RaisedUntil is null && account.Slots is null)
        {
            account.Cap = budget.Limit.Nanos;
            return;
        }

        var now = _clock.UtcNow;
        account.Cap = budget.LimitAt(now).Nanos;
        if (account.Slots?.Oldest is { } oldest && oldest < budget.Period.FirstSlotAt(now))
        {
            account.Used -= account.Slots.TakeBefore(budget.Period.FirstSlotAt(now));
        }
    }
}
