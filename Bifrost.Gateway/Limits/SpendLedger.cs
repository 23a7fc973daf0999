using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// This node's account of all budgets: what may be spent, what is held, what was spent. One short lock makes a
/// reservation over any number of budgets whole or nothing. Touches no database; where the cap is not known or does not
/// suffice, the <see cref="SpendLimiter"/> asks an <see cref="IHeadroom"/>. Thread-safe.
/// </summary>
internal sealed partial class SpendLedger(TimeProvider time, bool leased)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(int Number, string Account), BudgetState> _states = [];
    private readonly HashSet<SpendAccount> _accounts = [];
    private readonly BudgetClock _clock = new(time);
    private long _aliveUntil;

    /// <summary>Other nodes spend of the same budgets: caps are leases.</summary>
    public bool IsLeased => leased;

    /// <summary>The leases have not ended: they were renewed in time. Under the lock.</summary>
    public bool IsAlive => !leased || time.GetTimestamp() < _aliveUntil;

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
        var states = new List<BudgetState>();
        var owners = new List<string>();
        var budgets = new List<BudgetSnapshot>();
        lock (_gate)
        {
            foreach (var owner in plan.Owners)
            {
                foreach (var budget in owner.Limits.Budgets)
                {
                    states.Add(StateOf(budget, owner.Account, revision));
                    owners.Add(owner.Label);
                    budgets.Add(budget);
                }
            }
        }

        return states.Count == 0 ? PlannedSpend.None : new PlannedSpend([.. states], [.. owners], [.. budgets]);
    }

    /// <summary>The budgets of a call that is under way, as a newer runtime has them: what its hold may still grow by.</summary>
    public void Renew(PlannedSpend spend, IReadOnlyList<BudgetSnapshot> newer, long revision)
    {
        lock (_gate)
        {
            foreach (var state in spend.States)
            {
                foreach (var budget in newer)
                {
                    if (budget.Number == state.Budget.Number)
                    {
                        state.Update(budget, revision);
                    }
                }
            }
        }
    }

    /// <summary>Where a call of now is charged; null when one of the accounts was let go of: whoever asks plans anew.</summary>
    public ChargeSet? ChargesOf(PlannedSpend spend)
    {
        lock (_gate)
        {
            var now = _clock.UtcNow;
            var charges = spend.Latest is { } latest && now < latest.ValidUntil ? latest : spend.Latest = NewCharges(spend, now);
            var asked = time.GetTimestamp();
            foreach (var account in charges.Accounts)
            {
                if (account.Budget.IsForgotten)
                {
                    return null;
                }

                // Between here and its hold nobody lets go of it.
                account.LastUse = asked;
            }

            return charges;
        }
    }

    /// <summary>Holds an amount on every account, or on none. Null when it is held; otherwise the first account that lacks it. Soft budgets lack nothing.</summary>
    public SpendAccount? TryReserve(ChargeSet charges, long nanos)
    {
        lock (_gate)
        {
            var alive = IsAlive;
            foreach (var account in charges.Accounts)
            {
                Refresh(account);
                if (account.Budget.Budget.IsHard && (!alive || !account.IsOpen || account.Room < nanos))
                {
                    return account;
                }
            }

            var now = time.GetTimestamp();
            foreach (var account in charges.Accounts)
            {
                account.Reserved += nanos;
                account.LastUse = now;
                account.HasUncounted |= !account.IsCounting;
            }

            return null;
        }
    }

    /// <summary>Adds what was leased and holds the amount in the same breath: nobody can take it in between. False when something else lacks.</summary>
    public bool GrantAndReserve(ChargeSet charges, SpendAccount[] accounts, LeaseGrant[] grants, long nanos)
    {
        lock (_gate)
        {
            for (var i = 0; i < accounts.Length; i++)
            {
                Grant(accounts[i], grants[i].Granted);
            }

            if (TryReserve(charges, nanos) is not null)
            {
                return false;
            }

            for (var i = 0; i < accounts.Length; i++)
            {
                // Of two limits one is the older, and nobody here knows which: what is not needed for this call goes back.
                if (grants[i].Limit.Nanos > accounts[i].Limit)
                {
                    Surrender(accounts[i]);
                }
            }

            return true;
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

    /// <summary>Ends a hold: what it cost is spent, the rest is free again.</summary>
    /// <param name="slotAt">When it was held, by <see cref="UtcNow"/>.</param>
    public void Settle(ChargeSet charges, long held, long cost, DateTime slotAt)
    {
        lock (_gate)
        {
            foreach (var account in charges.Accounts)
            {
                account.Reserved -= held;
                if (account.IsCounting)
                {
                    account.Used += cost;
                    account.Slots?.Add(account.Budget.Budget.Period.SlotAt(slotAt).Start, cost);
                }
            }
        }
    }

    /// <summary>Held for requests under way on a budget's account.</summary>
    public long ReservedOn(int number, string account)
    {
        lock (_gate)
        {
            return _states.GetValueOrDefault((number, account))?.Current?.Reserved ?? 0;
        }
    }

    /// <summary>How an account stands: what it may spend, has spent and holds; nano-dollars, on a node of several its own part.</summary>
    public (long Cap, long Used, long Reserved) Look(SpendAccount account)
    {
        lock (_gate)
        {
            Refresh(account);
            return (account.Cap, account.Used, account.Reserved);
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

    /// <summary>More was leased.</summary>
    public void Grant(SpendAccount account, long nanos)
    {
        lock (_gate)
        {
            account.Cap += nanos;
            account.IsOpen = true;
            account.IsCounting = true;
            account.HasLease |= nanos > 0;
            account.GrantedAt = time.GetTimestamp();
        }
    }

    /// <summary>This node's leases were renewed: they hold for so long by its own monotonic clock.</summary>
    public void KeepAlive(long renewedAt, TimeSpan lease)
    {
        lock (_gate)
        {
            _aliveUntil = renewedAt + (long)(lease.TotalSeconds * time.TimestampFrequency);
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
}
