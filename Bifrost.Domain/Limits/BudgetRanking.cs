using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>All budgets of what can be called, the nearest to its limit first. Ranked in the database: a page costs the same at any number of budgets.</summary>
public sealed class BudgetRanking(IDbContextFactory<BifrostDbContext> contexts, BudgetReport report, TimeProvider time)
{
    /// <param name="atLeast">Percent of the limit that must be spent; 0 for all.</param>
    /// <param name="after">The last budget of the page before; null for the first page.</param>
    /// <returns>The page, and the budget after which the next one begins; null on the last page.</returns>
    public async Task<(IReadOnlyList<RankedBudget> Budgets, Guid? Next)> PageAsync(BudgetFilter filter, int atLeast = 0, Guid? after = null, int size = 50, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var each = await EachAsync(db, filter, cancellationToken);
        var from = after is { } id ? each.Find(x => x.Place.Id == id)?.Place ?? await PlaceOfAsync(db, id, now, cancellationToken) : null;
        var lowest = atLeast / 100d;
        var places = each.Select(x => x.Place).Where(x => (atLeast <= 0 || x.Share >= lowest) && (from is null || IsAfter(x, from))).ToList();
        foreach (var (window, first) in await WindowsAsync(db, now, cancellationToken))
        {
            var ranked = Places(db, Served(db, filter.Of(db)).Where(x => x.Period == window.Period && x.TimeZone == window.TimeZone && x.Rolling == window.Rolling), first, now);

            // The sum of each budget costs: it is not asked for a condition that holds anyway.
            ranked = atLeast <= 0 ? ranked : ranked.Where(x => x.Share >= lowest);
            ranked = from is null ? ranked : ranked.Where(x => x.Share < from.Share || (x.Share == from.Share && x.Number > from.Number));
            places.AddRange(await ranked.OrderByDescending(x => x.Share).ThenBy(x => x.Number).Take(size + 1).ToListAsync(cancellationToken));
        }

        var page = places.OrderByDescending(x => x.Share).ThenBy(x => x.Number).Take(size + 1).ToList();
        var budgets = await ReadAsync(db, [.. page.Take(size).Select(x => x.Id)], each, cancellationToken);
        return (budgets, page.Count > size ? page[size - 1].Id : null);
    }

    private static bool IsAfter(Place place, Place from) => place.Share < from.Share || (place.Share == from.Share && place.Number > from.Number);

    /// <summary>Budgets of revoked keys and of disabled owners refuse nobody.</summary>
    private static IQueryable<Budget> Served(BifrostDbContext db, IQueryable<Budget> budgets) => budgets.Where(x =>
        !(x.OwnerKind == LimitOwnerKind.VirtualKey && db.VirtualKeys.Any(k => k.Id == x.OwnerId && k.RevokedAt != null))
        && !(x.OwnerKind == LimitOwnerKind.Customer && db.Customers.Any(c => c.Id == x.OwnerId && c.DisabledAt != null))
        && !(x.OwnerKind == LimitOwnerKind.Team && db.Teams.Any(t => t.Id == x.OwnerId && t.DisabledAt != null))
        && !(x.OwnerKind == LimitOwnerKind.Provider && db.Providers.Any(p => p.Id == x.OwnerId && p.DisabledAt != null))
        && !(x.OwnerKind == LimitOwnerKind.Subject && db.LimitSubjects.Any(s => s.Id == x.OwnerId && ((s.Kind == LimitSubjectKind.EndUser && s.Pattern == "*") || (s.Kind == LimitSubjectKind.Tag && s.Pattern.EndsWith("=*"))))));

    /// <summary>Where single accounts stand. A budget of nothing is used up.</summary>
    private static IQueryable<Place> Places(BifrostDbContext db, IQueryable<Budget> budgets, DateTime first, DateTime now) =>
        from budget in budgets
        let limit = budget.LimitNanos + (budget.RaisedUntil > now ? budget.RaiseNanos : 0)
        let spent = db.BudgetSpend.Where(x => x.BudgetNumber == budget.Number && x.Account == "" && x.Slot >= first).Sum(x => x.PostedNanos + x.CarriedNanos - x.ForgivenNanos)
        select new Place { Id = budget.Id, Number = budget.Number, Share = limit <= 0 ? 1d : (double)spent / limit };

    private static async Task<List<(Budget Window, DateTime First)>> WindowsAsync(BifrostDbContext db, DateTime now, CancellationToken cancellationToken)
    {
        var windows = await db.Budgets.Select(x => new { x.Period, x.TimeZone, x.Rolling }).Distinct().ToListAsync(cancellationToken);
        return [.. windows.Select(x => new Budget { Period = x.Period, TimeZone = x.TimeZone, Rolling = x.Rolling }).Select(x => (x, BudgetSnapshot.Of(x).Period.FirstSlotAt(now)))];
    }

    private static async Task<Place?> PlaceOfAsync(BifrostDbContext db, Guid id, DateTime now, CancellationToken cancellationToken)
    {
        var budgets = db.Budgets.AsNoTracking().Where(x => x.Id == id);
        return await budgets.SingleOrDefaultAsync(cancellationToken) is { } budget
            ? await Places(db, budgets, BudgetSnapshot.Of(budget).Period.FirstSlotAt(now), now).SingleOrDefaultAsync(cancellationToken)
            : null;
    }

    /// <summary>Budgets with an account for each end user or tag value, by their dearest; few, since a person wrote each of them.</summary>
    private async Task<List<EachBudget>> EachAsync(BifrostDbContext db, BudgetFilter filter, CancellationToken cancellationToken)
    {
        var budgets = await filter.Of(db).Where(x => x.OwnerKind == LimitOwnerKind.Subject && db.LimitSubjects.Any(s =>
            s.Id == x.OwnerId && ((s.Kind == LimitSubjectKind.EndUser && s.Pattern == "*") || (s.Kind == LimitSubjectKind.Tag && s.Pattern.EndsWith("=*"))))).ToListAsync(cancellationToken);
        var found = new List<EachBudget>();
        foreach (var budget in budgets)
        {
            var dearest = await report.AccountsAsync(budget.Id, 1, cancellationToken: cancellationToken) is [var first] ? first : null;
            var limit = dearest?.Limit ?? budget.Limit;
            var share = limit.Nanos <= 0 ? 1d : (double)(dearest?.Spent.Nanos ?? 0) / limit.Nanos;
            found.Add(new EachBudget(new Place { Id = budget.Id, Number = budget.Number, Share = share }, dearest));
        }

        return found;
    }

    private async Task<IReadOnlyList<RankedBudget>> ReadAsync(BifrostDbContext db, List<Guid> ids, List<EachBudget> each, CancellationToken cancellationToken)
    {
        var statuses = (await report.ByOwnerAsync(x => ids.Contains(x.Id), cancellationToken)).SelectMany(x => x).ToDictionary(x => x.Budget.Id);
        foreach (var budget in each.Where(x => x.Dearest is not null && statuses.ContainsKey(x.Place.Id)))
        {
            statuses[budget.Place.Id] = budget.Dearest!;
        }

        var owners = await LimitOwnerNames.ReadAsync(db, statuses.Values.Select(x => (x.Budget.OwnerKind, x.Budget.OwnerId)), cancellationToken);
        return [.. ids.Where(x => statuses.TryGetValue(x, out var status) && owners.ContainsKey(status.Budget.OwnerId)).Select(x => new RankedBudget(statuses[x], owners[statuses[x].Budget.OwnerId]))];
    }

    private sealed record EachBudget(Place Place, BudgetStatus? Dearest);

    private sealed class Place
    {
        public Guid Id { get; init; }

        public int Number { get; init; }

        /// <summary>Spent by limit.</summary>
        public double Share { get; init; }
    }
}
