using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Limits;

/// <content>One question to the database, and what its answer means.</content>
internal sealed partial class LeasedHeadroom
{
    /// <summary>Grants whose answers never came: what they gave is ours all the same.</summary>
    private async Task FindLostAsync(SpendAccount[] accounts)
    {
        foreach (var account in accounts.Where(x => x.LostGrant is not null))
        {
            ledger.Grant(account, await leases.FindGrantAsync(KeyOf(account), account.LostGrant!.Value, CancellationToken.None));
            account.LostGrant = null;
        }
    }

    /// <summary>Asks once. The account that is short, with the database's answer; or held; or neither: what was there went to others meanwhile.</summary>
    private async Task<(bool Held, SpendAccount? Short, LeaseGrant? Answer)> GrantAsync(ChargeSet charges, SpendAccount[] accounts, long nanos)
    {
        await FindLostAsync(accounts);

        var (needs, tense) = ledger.With(_ => (
            Array.ConvertAll(accounts, x => new LeaseNeed(KeyOf(x), FirstSlot(x), Math.Max(0, nanos - x.Room))),
            Array.Exists(accounts, x => x.TenseUntil > time.GetTimestamp())));
        var operation = NextOperation();
        var sent = time.GetTimestamp();
        Array.ForEach(accounts, x => x.LostGrant = operation);

        // Not cancelled with the caller: an answer that is on its way must be known.
        var answers = await leases.GrantAsync(needs, tense ? 0 : long.MaxValue, operation, CancellationToken.None);
        Array.ForEach(accounts, x => x.LostGrant = null);
        if (answers.FirstOrDefault(x => x is not null) is { } any)
        {
            ledger.SetTime(any.Now, sent);
        }

        // A budget that was removed meanwhile caps nothing any more.
        LeaseGrant[] grants = [.. answers.Select((x, i) => x ?? new LeaseGrant(needs[i].Nanos, Unlimited, Usd.Zero, Usd.Zero, Usd.Zero, 0, DateTime.UnixEpoch))];
        if (ledger.GrantAndReserve(charges, accounts, grants, nanos))
        {
            return (true, null, null);
        }

        for (var i = 0; i < accounts.Length; i++)
        {
            if (grants[i].Limit - grants[i].Spent - grants[i].Leased < new Usd(needs[i].Nanos))
            {
                return (false, accounts[i], grants[i]);
            }
        }

        return (false, null, null);
    }

    private Shortfall Describe(SpendAccount account, LeaseGrant answer, long nanos, long asked)
    {
        // What is leased to this node and held for nobody is free.
        var free = new Usd(Math.Max(0, ledger.With(_ => account.Room)));
        var room = Usd.Max(Usd.Zero, answer.Limit - answer.Spent - answer.Leased) + free;
        return new Shortfall(asked, nanos, room, answer.Limit, answer.Spent, Usd.Max(Usd.Zero, answer.Leased - free), account.Budget.Budget.Period.Rolling ? null : account.End);
    }

    private DateTime FirstSlot(SpendAccount account)
    {
        var period = account.Budget.Budget.Period;
        return period.Rolling ? period.FirstSlotAt(ledger.UtcNow) : account.Window;
    }
}
