using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// This node's account of all hard budgets: what may be spent, what is held, what was spent. One short lock makes a
/// reservation over any number of budgets whole or nothing. Touches no database; where the cap is not known or does not
/// suffice, the <see cref="SpendLimiter"/> asks an <see cref="IHeadroom"/>. Thread-safe.
/// </summary>
internal sealed class SpendLedger(TimeProvider time, bool leased)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Number, string Account), BudgetState> _states = [];
    private readonly HashSet<SpendAccount> _accounts = [];
    private readonly BudgetClock _clock = new(time);

    /// <summary>Other nodes spend of the same budgets: caps are leases.</summary>
    public bool IsLeased => leased;

    /// <summary>The budgets' time, UTC.</summary>
    public DateTime UtcNow
    {
        get
        {
            lock (_gate)
            {
                return _clock.UtcNow;
            }
        }
    }

    /// <summary>The budgets of a plan; computed once for each plan.</summary>
    public PlannedSpend Plan(LimitPlan plan, long revision)
    {
        var hard = new List<BudgetState>();
        var owners = new List<string>();
        var all = new List<(BudgetSnapshot, string)>();
        lock (_gate)
        {
            foreach (var owner in plan.Owners)
            {
                foreach (var budget in owner.Limits.Budgets)
                {
                    all.Add((budget, owner.Account));
                    if (budget.IsHard)
                    {
                        hard.Add(StateOf(budget, owner.Account, revision));
                        owners.Add(owner.Label);
                    }
                }
            }
        }

        return all.Count == 0 ? PlannedSpend.None : new PlannedSpend([.. hard], [.. owners], [.. all]);
    }

    /// <summary>Where a call of now is charged.</summary>
    public ChargeSet ChargesOf(PlannedSpend spend)
    {
        lock (_gate)
        {
            var now = _clock.UtcNow;
            return spend.Latest is { } latest && now < latest.ValidUntil ? latest : spend.Latest = NewCharges(spend, now);
        }
    }

    /// <summary>Holds an amount on every account, or on none. Null when it is held; otherwise the first account that lacks it.</summary>
    public SpendAccount? TryReserve(ChargeSet charges, long nanos)
    {
        lock (_gate)
        {
            foreach (var account in charges.Accounts)
            {
                Refresh(account);
                if (!account.IsOpen || account.Room < nanos)
                {
                    return account;
                }
            }

            var now = time.GetTimestamp();
            foreach (var account in charges.Accounts)
            {
                account.Reserved += nanos;
                account.LastUse = now;
            }

            return null;
        }
    }

    /// <summary>Gives a part of a hold back.</summary>
    public void Release(ChargeSet charges, long nanos)
    {
        lock (_gate)
        {
            foreach (var account in charges.Accounts)
            {
                account.Reserved -= nanos;
            }
        }
    }

    /// <summary>Ends a hold: what it cost is spent, the rest is free again. Returns by how much the cost passed the hold.</summary>
    /// <param name="slotAt">When it was held, by <see cref="UtcNow"/>.</param>
    public long Settle(ChargeSet charges, long held, long cost, DateTime slotAt)
    {
        lock (_gate)
        {
            foreach (var account in charges.Accounts)
            {
                account.Reserved -= held;
                account.Used += cost;
                account.Slots?.Add(account.Budget.Budget.Period.SlotAt(slotAt).Start, cost);
                account.Excess += Math.Max(0, cost - held);
            }
        }

        return Math.Max(0, cost - held);
    }

    /// <summary>The least room of all accounts; 0 while one is not open.</summary>
    public long RoomOf(ChargeSet charges)
    {
        var room = long.MaxValue;
        lock (_gate)
        {
            foreach (var account in charges.Accounts)
            {
                Refresh(account);
                room = Math.Min(room, account.IsOpen ? account.Room : 0);
            }
        }

        return Math.Max(0, room);
    }

    /// <summary>Held for requests under way on a budget's account.</summary>
    public long ReservedOn(int number, string account)
    {
        lock (_gate)
        {
            return _states.GetValueOrDefault((number, account))?.Current?.Reserved ?? 0;
        }
    }

    /// <summary>Does something to accounts under the lock.</summary>
    public T With<T>(Func<HashSet<SpendAccount>, T> use)
    {
        lock (_gate)
        {
            return use(_accounts);
        }
    }

    /// <summary>Tells the database's time.</summary>
    public void SetTime(DateTime databaseUtc, long timestamp)
    {
        lock (_gate)
        {
            _clock.Set(databaseUtc, timestamp);
        }
    }

    private BudgetState StateOf(BudgetSnapshot budget, string account, long revision)
    {
        if (!_states.TryGetValue((budget.Number, account), out var state))
        {
            _states[(budget.Number, account)] = state = new BudgetState(budget, account);
        }

        state.Update(budget, revision);
        return state;
    }

    private ChargeSet NewCharges(PlannedSpend spend, DateTime now)
    {
        var until = DateTime.MaxValue;
        var texts = new string[spend.All.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var slot = spend.All[i].Budget.Period.SlotAt(now);
            until = slot.End < until ? slot.End : until;
            texts[i] = ChargeText.Of(spend.All[i].Budget.Number, slot.Start, spend.All[i].Account);
        }

        return new ChargeSet([.. spend.Hard.Select(x => AccountAt(x, now))], string.Join(',', texts), until);
    }

    private SpendAccount AccountAt(BudgetState state, DateTime now)
    {
        var period = state.Budget.Period;
        var window = period.Rolling ? new BudgetWindow(DateTime.UnixEpoch, DateTime.MaxValue) : period.WindowAt(now);
        if (state.Current is not { } current || current.Window != window.Start)
        {
            state.Current = current = new SpendAccount(state, window.Start, window.End) { Slots = period.Rolling && !leased ? new SlotSpend() : null };
            _accounts.Add(current);
        }

        return current;
    }

    /// <summary>A node that decides alone: the limit of now, and what of a rolling budget counts no more.</summary>
    private void Refresh(SpendAccount account)
    {
        if (leased || !account.IsOpen)
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
