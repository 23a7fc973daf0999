using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>What budgets have spent, reserved and left: for the console, the admin API, a key's holder and reports alike.</summary>
public sealed class BudgetReport(IDbContextFactory<BifrostDbContext> contexts, ReservedNow reserved, TimeProvider time)
{
    /// <summary>The single accounts of all budgets that a condition selects, by owner; accounts of <c>*</c> budgets are left to <see cref="AccountsAsync"/>.</summary>
    public async Task<ILookup<Guid, BudgetStatus>> ByOwnerAsync(System.Linq.Expressions.Expression<Func<Budget, bool>> which, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var budgets = await db.Budgets.AsNoTracking().Where(which).OrderBy(x => x.Number).ToListAsync(cancellationToken);
        var numbers = budgets.Select(x => x.Number).ToList();
        var now = time.GetUtcNow().UtcDateTime;
        var oldest = budgets.Count == 0 ? now : budgets.Min(x => BudgetSnapshot.Of(x).Period.FirstSlotAt(now));
        var spend = await db.BudgetSpend.AsNoTracking().Where(x => numbers.Contains(x.BudgetNumber) && x.Account == "" && x.Slot >= oldest).ToListAsync(cancellationToken);
        var leases = await db.BudgetLeases.AsNoTracking().Where(x => numbers.Contains(x.BudgetNumber) && x.Account == "").ToListAsync(cancellationToken);
        var spendOf = spend.ToLookup(x => x.BudgetNumber);
        var leaseOf = leases.ToLookup(x => x.BudgetNumber);
        return budgets.ToLookup(x => x.OwnerId, x => StatusOf(x, "", spendOf[x.Number], leaseOf[x.Number], now));
    }

    /// <summary>All of one owner.</summary>
    public async Task<IReadOnlyList<BudgetStatus>> OfAsync(Guid owner, CancellationToken cancellationToken = default) =>
        [.. (await ByOwnerAsync(x => x.OwnerId == owner, cancellationToken))[owner]];

    /// <summary>The accounts of one budget that were charged in slots that count, dearest first.</summary>
    /// <param name="after">The last account of the page before; null for the first page.</param>
    public Task<IReadOnlyList<BudgetStatus>> AccountsAsync(Guid budgetId, int most, string? after = null, CancellationToken cancellationToken = default) =>
        StatusesAsync(budgetId, (charged, token) => DearestAsync(charged, most, after, token), cancellationToken);

    /// <summary>The same by name, an order that no call changes: pages add up while money is spent.</summary>
    /// <inheritdoc cref="AccountsAsync" path="/param"/>
    public Task<IReadOnlyList<BudgetStatus>> AccountsByNameAsync(Guid budgetId, int most, string? after = null, CancellationToken cancellationToken = default) =>
        StatusesAsync(budgetId, (charged, token) => ByNameAsync(charged, most, after, token), cancellationToken);

    /// <summary>One account of a budget, charged or not; none when the budget is gone.</summary>
    public Task<IReadOnlyList<BudgetStatus>> AccountAsync(Guid budgetId, string account, CancellationToken cancellationToken = default) =>
        StatusesAsync(budgetId, (_, _) => Task.FromResult(new List<string> { account }), cancellationToken);

#pragma warning disable CA1309 // Comparisons run in the database, whose own order it must be.
    private static async Task<List<string>> DearestAsync(IQueryable<BudgetSpend> charged, int most, string? after, CancellationToken cancellationToken)
    {
        var sums = charged.GroupBy(x => x.Account).Select(x => new { Account = x.Key, Nanos = x.Sum(s => s.PostedNanos + s.CarriedNanos - s.ForgivenNanos) });
        if (after is not null)
        {
            var last = await charged.Where(x => x.Account == after).SumAsync(s => s.PostedNanos + s.CarriedNanos - s.ForgivenNanos, cancellationToken);
            sums = sums.Where(x => x.Nanos < last || (x.Nanos == last && string.Compare(x.Account, after) > 0));
        }

        return await sums.OrderByDescending(x => x.Nanos).ThenBy(x => x.Account).Take(most).Select(x => x.Account).ToListAsync(cancellationToken);
    }

    private static Task<List<string>> ByNameAsync(IQueryable<BudgetSpend> charged, int most, string? after, CancellationToken cancellationToken) =>
        charged.Where(x => after == null || string.Compare(x.Account, after) > 0).Select(x => x.Account).Distinct().Order().Take(most).ToListAsync(cancellationToken);
#pragma warning restore CA1309

    private async Task<IReadOnlyList<BudgetStatus>> StatusesAsync(Guid budgetId, Func<IQueryable<BudgetSpend>, CancellationToken, Task<List<string>>> choose, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Budgets.AsNoTracking().SingleOrDefaultAsync(x => x.Id == budgetId, cancellationToken) is not { } budget)
        {
            return [];
        }

        var now = time.GetUtcNow().UtcDateTime;
        var first = BudgetSnapshot.Of(budget).Period.FirstSlotAt(now);
        var charged = db.BudgetSpend.AsNoTracking().Where(x => x.BudgetNumber == budget.Number && x.Slot >= first);
        var accounts = await choose(charged, cancellationToken);
        var spend = (await charged.Where(x => accounts.Contains(x.Account)).ToListAsync(cancellationToken)).ToLookup(x => x.Account);
        var leases = (await db.BudgetLeases.AsNoTracking().Where(x => x.BudgetNumber == budget.Number && accounts.Contains(x.Account)).ToListAsync(cancellationToken)).ToLookup(x => x.Account);
        return [.. accounts.Select(x => StatusOf(budget, x, spend[x], leases[x], now))];
    }

    private BudgetStatus StatusOf(Budget budget, string account, IEnumerable<BudgetSpend> spend, IEnumerable<BudgetLease> leases, DateTime now)
    {
        var snapshot = BudgetSnapshot.Of(budget);
        var first = snapshot.Period.FirstSlotAt(now);
        var counting = spend.Where(x => x.Slot >= first).OrderBy(x => x.Slot).ToList();
        var spent = counting.Sum(x => x.PostedNanos + x.CarriedNanos - x.ForgivenNanos);
        var held = leases.Where(x => x.Window == first || x.Window == DateTime.UnixEpoch).Sum(x => x.ReservedNanos) + reserved.Of(budget.Number, account);
        var window = snapshot.Period.WindowAt(now);
        DateTime? resets = !budget.Rolling ? window.End
            : counting.Find(x => x.PostedNanos + x.CarriedNanos > x.ForgivenNanos) is { } oldest ? snapshot.Period.FreedAt(oldest.Slot) : null;
        return new BudgetStatus(budget, account, window, snapshot.LimitAt(now), new Usd(spent), new Usd(held), resets);
    }
}
