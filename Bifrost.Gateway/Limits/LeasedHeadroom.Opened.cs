namespace Bifrost.Gateway.Limits;

/// <content>Calls under way that nothing is leased for: their budget has just become hard, or this node was released and is back.</content>
internal sealed partial class LeasedHeadroom
{
    /// <summary>
    /// Counts what is under way without a lease, so that <see cref="LeaseReturns.CoverAsync"/> tells the other nodes: they
    /// would lease the same room, until a call here asks for some.
    /// </summary>
    public async Task CountUnderWayAsync(CancellationToken cancellationToken)
    {
        foreach (var account in ledger.With(all => all.Where(x => x is { HasUncounted: true, Reserved: > 0, Budget.Budget.IsHard: true }).ToArray()))
        {
            await IfFreeAsync(account, () => CountAsync([account], cancellationToken));
        }
    }

    /// <summary>
    /// What was settled and written in the moment between counting and leasing was leased all the same, and no record takes it off
    /// any more. When nothing is under way and every record is written, nothing is leased: the database is told so.
    /// </summary>
    public async Task DropOverstatedAsync(CancellationToken cancellationToken)
    {
        foreach (var account in ledger.With(all => all.Where(IsAtRest).ToArray()))
        {
            await IfFreeAsync(
                account,
                async () =>
                {
                    if (await waiting.WriteAsync(cancellationToken) && ledger.With(_ => IsAtRest(account)))
                    {
                        // Nobody leases meanwhile, and without a lease nothing can be held.
                        await leases.DropAsync(KeyOf(account), cancellationToken);
                        ledger.With(_ => account.MayBeOverstated = false);
                    }
                });
        }
    }

    private static bool IsAtRest(SpendAccount account) => account is { MayBeOverstated: true, Budget.Budget.IsHard: true, Reserved: 0, Room: 0, Returning: 0, LostGrant: null };

    /// <summary>Unless somebody asks about the account just now: who does may be waiting for the keeper, and counts by itself.</summary>
    private static async Task IfFreeAsync(SpendAccount account, Func<Task> action)
    {
        if (account.Asking.Wait(0, CancellationToken.None))
        {
            try
            {
                await action();
            }
            finally
            {
                account.Asking.Release();
            }
        }
    }

    /// <summary>Where nothing was leased: what is settled from here on is counted, all before is in the database.</summary>
    private async Task CountAsync(SpendAccount[] accounts, CancellationToken cancellationToken)
    {
        if (!Array.Exists(accounts, x => x.HasUncounted))
        {
            return;
        }

        ledger.With(_ => Array.TrueForAll(accounts, x => x.IsOpen = x.IsCounting = true));
        if (_isAway || !await waiting.WriteAsync(cancellationToken))
        {
            throw new HeadroomUnavailableException("The database does not take the records that wait.");
        }

        ledger.With(_ => Array.TrueForAll(accounts, x => (x.MayBeOverstated |= x.HasUncounted) | !(x.HasUncounted = false)));
    }
}
