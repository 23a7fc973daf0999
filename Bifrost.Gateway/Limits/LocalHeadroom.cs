using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;

namespace Bifrost.Gateway.Limits;

/// <summary>For the one node of a database of its own: the cap is the limit, and what was posted is read once for each account.</summary>
internal sealed class LocalHeadroom(SpendLedger ledger, PostedSpend posted, WaitingRecords waiting, TimeProvider time) : IHeadroom
{
    public async Task<(Shortfall Short, SpendAccount Account)?> HoldAsync(ChargeSet charges, long nanos, CancellationToken cancellationToken)
    {
        while (ledger.TryReserve(charges, nanos) is { } account)
        {
            await account.Asking.WaitAsync(cancellationToken);
            try
            {
                if (ledger.With(_ => account.IsOpen))
                {
                    // Whether it still lacks room is asked under the lock that describes it.
                    if (ledger.With(_ => account.Room < nanos ? Describe(account, nanos) : null) is { } shortfall)
                    {
                        return (shortfall, account);
                    }

                    continue;
                }

                await OpenAsync(account, cancellationToken);
            }
            finally
            {
                account.Asking.Release();
            }
        }

        return null;
    }

    /// <summary>
    /// Reads what was posted and what resets took off. This process itself has settled nothing on an account of a budget that was
    /// hard from the start, so that nothing is counted twice; of one that was soft, what settles during the reading may be.
    /// </summary>
    private async Task OpenAsync(SpendAccount account, CancellationToken cancellationToken)
    {
        var (budget, now) = ledger.With(_ => BeginCounting(account));
        var (first, last) = budget.Period.Rolling ? (budget.Period.FirstSlotAt(now), DateTime.MaxValue) : (account.Window, account.Window);
        IReadOnlyList<PostedSlot> slots;
        try
        {
            // What earlier runs left, and what was charged while the budget was a soft one.
            if (!await waiting.WriteAsync(cancellationToken))
            {
                throw new HeadroomUnavailableException("The database does not take the records that wait.");
            }

            slots = await posted.ReadAsync(budget.Number, account.Budget.Account, first, last, cancellationToken);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or HeadroomUnavailableException))
        {
            throw new HeadroomUnavailableException("What was spent cannot be read.", exception);
        }

        ledger.With(_ =>
        {
            foreach (var slot in slots)
            {
                // A second reading, after a reset, takes off what was forgiven since; what was posted since is known here.
                var posted = account.Forgiven is null ? slot.PostedNanos + slot.CarriedNanos : 0;
                var change = posted - slot.ForgivenNanos + (account.Forgiven?.GetValueOrDefault(slot.Slot) ?? 0);
                account.Used += change;
                account.Slots?.Add(slot.Slot, change);
            }

            account.Forgiven = slots.ToDictionary(x => x.Slot, x => x.ForgivenNanos);
            account.Resets = budget.Resets;
            account.Cap = budget.LimitAt(now).Nanos;
            account.IsOpen = true;
            return true;
        });
    }

    private (BudgetSnapshot Budget, DateTime Now) BeginCounting(SpendAccount account)
    {
        if (account.Forgiven is null)
        {
            // Of what was let in while the budget was a soft one: all that is settled from here on is counted here, all before is read.
            account.Used = 0;
            account.Slots = account.Slots is null ? null : new SlotSpend();
            account.IsCounting = true;
        }

        return (account.Budget.Budget, ledger.UtcNow);
    }

    private Shortfall Describe(SpendAccount account, long nanos)
    {
        var budget = account.Budget.Budget;
        DateTime? resets = !budget.Period.Rolling ? account.End : account.Slots?.Oldest is { } oldest ? budget.Period.FreedAt(oldest) : null;
        return new Shortfall(time.GetTimestamp(), nanos, new Usd(Math.Max(0, account.Room)), new Usd(account.Cap), new Usd(account.Used), new Usd(account.Reserved), resets);
    }
}
