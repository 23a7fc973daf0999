using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Alerts;

/// <summary>
/// Compares budgets with their thresholds, off the hot path. Whatever changes a slot of spend or its limit says so in the row
/// itself (<see cref="BudgetSpend.Changed"/>), in its own transaction; the watcher of any node takes the mark off once the
/// alerts are raised. A node that dies between posting and raising therefore loses nothing: another one, or its next run, looks.
/// </summary>
public sealed class BudgetWatcher(IDbContextFactory<BifrostDbContext> contexts, AlertBook book, TimeProvider time)
{
    private const int RowsAtOnce = 200;
    private const int MostRounds = 50;

    // A raise that ended while no node ran is found by the first look.
    private static readonly TimeSpan FirstLookBack = TimeSpan.FromDays(1);

    private DateTime? _looked;

    /// <summary>Looks at everything that changed since somebody looked. Returns how many alerts this call raised.</summary>
    public async Task<int> LookAsync(CancellationToken cancellationToken = default)
    {
        await MarkEndedRaisesAsync(cancellationToken);
        var raised = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var changed = await db.BudgetSpend.AsNoTracking().Where(x => x.Changed).OrderBy(x => x.Slot).Take(RowsAtOnce).ToListAsync(cancellationToken);
            foreach (var (alert, superseding) in await FindAsync(db, changed, cancellationToken))
            {
                raised += await book.RaiseAsync(alert, superseding, cancellationToken) ? 1 : 0;
            }

            await SettleAsync(db, changed, cancellationToken);
            if (changed.Count < RowsAtOnce)
            {
                break;
            }
        }

        return raised;
    }

    /// <summary>Says that a budget's limit or thresholds changed: what is spent in slots that count is looked at again.</summary>
    internal static Task MarkAsync(BifrostDbContext db, Budget budget, DateTime now, CancellationToken cancellationToken)
    {
        var first = BudgetSnapshot.Of(budget).Period.FirstSlotAt(now);
        return db.BudgetSpend.Where(x => x.BudgetNumber == budget.Number && x.Slot >= first)
            .ExecuteUpdateAsync(x => x.SetProperty(s => s.Changed, true).SetProperty(s => s.Marks, s => s.Marks + 1), cancellationToken);
    }

    /// <summary>A limit that is lower again by itself leaves no other trace.</summary>
    private async Task MarkEndedRaisesAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var since = _looked ?? now - FirstLookBack;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var ended = await db.Budgets.AsNoTracking().Where(x => x.RaisedUntil != null && x.RaisedUntil > since && x.RaisedUntil <= now).ToListAsync(cancellationToken);
        foreach (var budget in ended)
        {
            await MarkAsync(db, budget, now, cancellationToken);
        }

        _looked = now;
    }

    private async Task<List<(Alert Alert, IReadOnlyCollection<string> Superseding)>> FindAsync(BifrostDbContext db, List<BudgetSpend> changed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var crossings = (await ReadAsync(db, changed, now, cancellationToken)).SelectMany(x => BudgetCrossing.Of(x.Budget, x.Account, x.Slots, x.Changed, now)).ToList();
        var keys = crossings.SelectMany(x => x.Keys).Distinct().ToList();
        var known = keys.Count == 0 ? [] : await db.Alerts.Where(x => keys.Contains(x.Key)).ToDictionaryAsync(x => x.Key, x => x.At, cancellationToken);
        var alerts = new List<(Alert, IReadOnlyCollection<string>)>();
        foreach (var crossing in crossings)
        {
            var told = crossing.ToldOf(known, now);
            if (crossing.Threshold > told && await LimitOwners.FindAsync(db, crossing.Status.Budget.OwnerKind, crossing.Status.Budget.OwnerId, cancellationToken) is { } owner)
            {
                alerts.Add((BudgetAlert.Of(crossing, owner, crossing.PassedSince(told), now), crossing.Superseding));
            }
        }

        return alerts;
    }

    /// <summary>Budgets and spend in one statement: a reset between two would pair one's number of resets with the other's spend.</summary>
    private static async Task<IEnumerable<(Budget Budget, string Account, List<BudgetSpend> Slots, HashSet<DateTime> Changed)>> ReadAsync(
        BifrostDbContext db, List<BudgetSpend> changed, DateTime now, CancellationToken cancellationToken)
    {
        if (changed.Count == 0)
        {
            return [];
        }

        var numbers = changed.Select(x => x.BudgetNumber).Distinct().ToList();
        var accounts = changed.Select(x => x.Account).Distinct().ToList();
        var rolling = await db.Budgets.AsNoTracking().Where(x => numbers.Contains(x.Number) && x.Rolling).ToListAsync(cancellationToken);
        var oldest = rolling.Select(x => BudgetSnapshot.Of(x).Period.FirstSlotAt(now)).Append(changed.Min(x => x.Slot)).Min();
        var rows = await (
            from spend in db.BudgetSpend.AsNoTracking()
            join budget in db.Budgets.AsNoTracking() on spend.BudgetNumber equals budget.Number
            where numbers.Contains(spend.BudgetNumber) && accounts.Contains(spend.Account) && spend.Slot >= oldest
            select new { Budget = budget, Spend = spend }).ToListAsync(cancellationToken);
        var slots = rows.ToLookup(x => (x.Spend.BudgetNumber, x.Spend.Account));
        return from row in changed
               group row.Slot by (row.BudgetNumber, row.Account) into account
               where slots.Contains(account.Key)
               let own = slots[account.Key].ToList()
               select (own[0].Budget, account.Key.Account, own.ConvertAll(x => x.Spend), account.ToHashSet());
    }

    /// <summary>Takes the mark off what is as it was when it was read; in the writer's order, so that neither waits for the other in a circle.</summary>
    private static async Task SettleAsync(BifrostDbContext db, List<BudgetSpend> seen, CancellationToken cancellationToken)
    {
        if (seen.Count == 0)
        {
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var row in seen.OrderBy(x => x.BudgetNumber).ThenBy(x => x.Account, StringComparer.Ordinal).ThenBy(x => x.Slot))
        {
            await db.BudgetSpend
                .Where(x => x.BudgetNumber == row.BudgetNumber && x.Account == row.Account && x.Slot == row.Slot
                    && x.Marks == row.Marks && x.PostedNanos == row.PostedNanos && x.CarriedNanos == row.CarriedNanos && x.ForgivenNanos == row.ForgivenNanos)
                .ExecuteUpdateAsync(x => x.SetProperty(s => s.Changed, false), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
