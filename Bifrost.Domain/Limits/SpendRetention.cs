using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>
/// Prunes what budgets counted in windows and slots that are over, end user by end user: callers choose their names. A few
/// hundred rows a statement, and a pause between them.
/// </summary>
internal static class SpendRetention
{
    private const int BudgetsAtOnce = 1_000;
    private const int RowsAtOnce = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    // A node that was away for days may still bring what it spent, and clocks differ.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public static async Task PruneAsync(BifrostDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        // By the clock that budgets go by: one that is wrong here must not take away what counts there.
        var latest = await Database.UtcNowAsync(db, time, cancellationToken) - Kept;
        for (var above = 0; ;)
        {
            var start = above;
            var budgets = await db.Budgets.AsNoTracking().Where(x => x.Number > start).OrderBy(x => x.Number).Take(BudgetsAtOnce).ToListAsync(cancellationToken);
            var last = budgets.Count < BudgetsAtOnce ? int.MaxValue : budgets[^1].Number;
            var firstSlots = budgets.ToDictionary(x => x.Number, x => BudgetSnapshot.Of(x).Period.FirstSlotAt(latest));
            var counted = await db.BudgetSpend.Where(x => x.BudgetNumber > start && x.BudgetNumber <= last && x.Slot < latest).Select(x => x.BudgetNumber).Distinct().ToListAsync(cancellationToken);
            foreach (var number in counted)
            {
                // Of a budget that is no more: nothing counts, but who looks back finds a year.
                await PruneAsync(db, number, firstSlots.TryGetValue(number, out var slot) ? slot : latest.AddYears(-1), time, cancellationToken);
            }

            if (last == int.MaxValue)
            {
                return;
            }

            above = last;
        }
    }

    // A composite key cannot be deleted by "the first n": up to the n-th in its order.
    private static async Task PruneAsync(BifrostDbContext db, int number, DateTime first, TimeProvider time, CancellationToken cancellationToken)
    {
        var over = db.BudgetSpend.Where(x => x.BudgetNumber == number && x.Slot < first);
        while (await over.OrderBy(x => x.Account).ThenBy(x => x.Slot).Select(x => new { x.Account, x.Slot }).Take(RowsAtOnce).ToListAsync(cancellationToken) is { Count: > 0 } some)
        {
            var last = some[^1];
#pragma warning disable CA1309 // The database compares, as it ordered.
            await over.Where(x => string.Compare(x.Account, last.Account) < 0 || (x.Account == last.Account && x.Slot <= last.Slot)).ExecuteDeleteAsync(cancellationToken);
#pragma warning restore CA1309
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
