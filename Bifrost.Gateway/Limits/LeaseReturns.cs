using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// Gives leased headroom back. What goes is taken off the account first, then written; a write whose answer is lost is written
/// again under the same number, so that nothing is given back twice or kept by nobody. One call at a time.
/// </summary>
internal sealed class LeaseReturns(SpendLedger ledger, LeaseStore leases, LeasedHeadroom headroom, TimeProvider time)
{
    // Whoever asks about an account may be waiting for what is returned by the same hand.
    private static readonly TimeSpan CoverPatience = TimeSpan.FromMilliseconds(100);

    private (IReadOnlyList<LeaseChange> Changes, long Operation)? _unwritten;

    /// <summary>Gives back the room of the accounts that a condition selects.</summary>
    public Task ReturnAsync(Func<SpendAccount, bool> which, CancellationToken cancellationToken) => WriteAsync(
        accounts =>
        {
            var changes = new List<LeaseChange>();
            foreach (var account in accounts)
            {
                if (account.IsOpen && which(account) && account.Room > 0)
                {
                    changes.Add(Take(account, answered: false));
                }
            }

            return changes;
        },
        cancellationToken);

    /// <summary>Gives back what other nodes ask for; for a while only what is needed is leased.</summary>
    public Task AnswerAsync(HashSet<LeaseKey> recalled, CancellationToken cancellationToken) => WriteAsync(
        accounts =>
        {
            var until = time.GetTimestamp() + (long)(LeasedHeadroom.Tense.TotalSeconds * time.TimestampFrequency);
            var changes = new List<LeaseChange>();
            foreach (var account in accounts)
            {
                if (recalled.Remove(LeasedHeadroom.KeyOf(account)))
                {
                    account.TenseUntil = until;
                    changes.Add(Take(account, answered: true));
                }
            }

            // What this process does not know of it does not hold either.
            changes.AddRange(recalled.Select(x => new LeaseChange(x, 0, 0, Answered: true)));
            return changes;
        },
        cancellationToken);

    /// <summary>
    /// Takes, without asking, what a provider spent beyond what was held, and what was under way when a budget became hard: it is
    /// spent, whatever the limit says.
    /// </summary>
    public async Task CoverAsync(CancellationToken cancellationToken)
    {
        var asked = new HashSet<SpendAccount>();
        try
        {
            foreach (var account in ledger.With(all => all.Where(LacksCover).ToArray()))
            {
                // Nobody leases of it meanwhile: until the database knows, it would give away what is covered here. Who asks now covers by asking.
                if (await account.Asking.WaitAsync(CoverPatience, cancellationToken))
                {
                    asked.Add(account);
                }
            }

            await WriteAsync(accounts => [.. accounts.Where(asked.Contains).Select(Cover).OfType<LeaseChange>()], cancellationToken);
        }
        finally
        {
            foreach (var account in asked)
            {
                account.Asking.Release();
            }
        }
    }

    /// <summary>Says what is reserved, where that has changed.</summary>
    public Task TellReservedAsync(CancellationToken cancellationToken) => WriteAsync(
        accounts =>
        {
            var changes = new List<LeaseChange>();
            foreach (var account in accounts)
            {
                if (account.IsOpen && account.ReservedTold != account.Reserved)
                {
                    account.ReservedTold = account.Reserved;
                    changes.Add(new LeaseChange(LeasedHeadroom.KeyOf(account), 0, account.Reserved, Answered: false));
                }
            }

            return changes;
        },
        cancellationToken);

    /// <summary>
    /// Rows that are gone were released by an operator: their room is not this node's any more, and what is under way is leased anew,
    /// when what was settled before is written.
    /// </summary>
    /// <param name="own">Accounts with a row that is not empty.</param>
    /// <param name="asked">Monotonic: accounts used since may have a row that the answer does not know.</param>
    public async Task ForgetAsync(IReadOnlySet<LeaseKey> own, long asked, CancellationToken cancellationToken)
    {
        bool MayBeGone(SpendAccount x) => x is { IsOpen: true, LostGrant: null } && (x.Room > 0 || x.Reserved > 0) && x.GrantedAt < asked;
        var suspects = ledger.With(all => all.Where(x => MayBeGone(x) && !own.Contains(LeasedHeadroom.KeyOf(x))).ToArray());
        if (suspects.Length == 0)
        {
            return;
        }

        var there = await leases.FindAsync([.. suspects.Select(LeasedHeadroom.KeyOf)], cancellationToken);
        ledger.With(_ =>
        {
            foreach (var account in suspects.Where(x => MayBeGone(x) && !there.Contains(LeasedHeadroom.KeyOf(x))))
            {
                account.Cap = account.Used;
                account.HasUncounted = true;
            }

            return true;
        });
    }

    private static bool LacksCover(SpendAccount account) => account is { IsOpen: true, HasUncounted: false, Room: < 0 };

    private static LeaseChange? Cover(SpendAccount account)
    {
        if (!LacksCover(account) || Keep(account) is not (> 0 and var missing))
        {
            return null;
        }

        account.Cap += missing;
        account.Covering += missing;
        account.HasLease = true;
        return new LeaseChange(LeasedHeadroom.KeyOf(account), -missing, account.Reserved, Answered: false);
    }

    /// <summary>What was taken back and is still here covers first; the rest is missing.</summary>
    private static long Keep(SpendAccount account)
    {
        var kept = Math.Min(account.Surrendered, -account.Room);
        account.Surrendered -= kept;
        account.Returning -= kept;
        account.Cap += kept;
        return -account.Room;
    }

    /// <summary>What was taken back because a limit fell goes along.</summary>
    private static void AddSurrendered(HashSet<SpendAccount> accounts, List<LeaseChange> changes)
    {
        foreach (var account in accounts)
        {
            if (account.Surrendered > 0)
            {
                var key = LeasedHeadroom.KeyOf(account);
                var at = changes.FindIndex(x => x.Key == key);
                var change = at < 0 ? new LeaseChange(key, 0, account.Reserved, Answered: false) : changes[at];
                change = change with { Returned = change.Returned + account.Surrendered };
                account.Surrendered = 0;
                if (at < 0)
                {
                    changes.Add(change);
                }
                else
                {
                    changes[at] = change;
                }
            }
        }
    }

    private static LeaseChange Take(SpendAccount account, bool answered)
    {
        var room = account.IsOpen ? Math.Max(0, account.Room) : 0;
        account.Cap -= room;
        account.Returning += room;
        account.ReservedTold = account.Reserved;
        return new LeaseChange(LeasedHeadroom.KeyOf(account), room, account.Reserved, answered);
    }

    private bool IsOver(SpendAccount account) => account.End <= ledger.UtcNow && account.Reserved == 0 && (account.Room == 0 || !account.HasLease);

    private async Task WriteAsync(Func<HashSet<SpendAccount>, List<LeaseChange>> collect, CancellationToken cancellationToken)
    {
        await FinishAsync(cancellationToken);

        var changes = ledger.With(accounts =>
        {
            var list = collect(accounts);
            AddSurrendered(accounts, list);

            // Nothing is under way in a window that is over: what the records still take is all that is left of it.
            accounts.RemoveWhere(IsOver);
            return list;
        });
        if (changes.Count > 0)
        {
            _unwritten = (changes, headroom.NextOperation());
            await FinishAsync(cancellationToken);
        }
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_unwritten is not { } x)
        {
            return;
        }

        await leases.ChangeAsync(x.Changes, x.Operation, cancellationToken);
        _unwritten = null;
        var written = x.Changes.GroupBy(c => c.Key).ToDictionary(c => c.Key, c => c.Sum(y => Math.Max(0, y.Returned)));
        ledger.With(accounts =>
        {
            foreach (var account in accounts)
            {
                if (written.TryGetValue(LeasedHeadroom.KeyOf(account), out var returned))
                {
                    account.Returning -= returned;
                    account.Covering = 0;
                }
            }

            return true;
        });
    }
}
