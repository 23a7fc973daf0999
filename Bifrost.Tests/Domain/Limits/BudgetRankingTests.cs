using System.Diagnostics;
using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Limits;

public sealed class BudgetRankingTests
{
    /// <summary>Budgets of all periods and zones, spent to anywhere, of owners that serve and that do not: the pages together are what sorting all rows gives.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task All_pages_are_in_order_and_without_loss(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await FillAsync(database, new Random(11));
        var ranking = Ranking(database);
        foreach (var (filter, atLeast, size) in new (BudgetFilter, int, int)[] { (new(), 0, 7), (new(), 0, 1_000), (new(), 50, 7), (new(), 100, 5), (new(LimitOwnerKind.VirtualKey), 0, 9), (new(Text: "1"), 0, 4), (new(Text: "1"), 1, 4) })
        {
            var expected = await ExpectedAsync(database, filter, atLeast);
            Assert.InRange(expected.Count, 10, 1_000);
            Assert.Equal(expected, await AllAsync(ranking, filter, atLeast, size));
        }
    }

    /// <summary>A budget may be removed, spent or renewed while somebody turns the page; the next page still begins somewhere.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_page_after_a_budget_that_is_gone_begins_anew(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await FillAsync(database, new Random(12));
        var ranking = Ranking(database);

        var first = await ranking.PageAsync(new BudgetFilter(), size: 5);
        var again = await ranking.PageAsync(new BudgetFilter(), after: Guid.CreateVersion7(), size: 5);

        Assert.Equal(first.Budgets.Select(x => x.Status.Budget.Id), again.Budgets.Select(x => x.Status.Budget.Id));
    }

    /// <summary>Prints what pages cost: <c>--filter-method '*hundred_thousand_budgets*' --output Detailed</c>.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases)), Trait("Category", "Long")]
    public async Task A_page_of_a_hundred_thousand_budgets_comes_soon(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await ManyKeys.FillAsync(database, 1_000_000);
        await ManyKeys.SpendAsync(database);
        var (ranking, expected) = (Ranking(database), await ExpectedAsync(database, new BudgetFilter(), 0));
        foreach (var (name, start, atLeast) in new[] { ("first", 0, 0), ("first, again", 0, 0), ("from the middle", 50_000, 0), ("near the end", 99_000, 0), ("from 80 % on", 0, 80) })
        {
            var watch = Stopwatch.StartNew();
            var (page, _) = await ranking.PageAsync(new BudgetFilter(), atLeast, start == 0 ? null : expected[start - 1], 50);
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: page {name}: {watch.ElapsedMilliseconds} ms"));
            Assert.Equal(expected.Skip(start).Take(50), page.Select(x => x.Status.Budget.Id));
        }
    }

    private static BudgetRanking Ranking(GovernedDatabase database)
    {
        var contexts = database.Get<IDbContextFactory<BifrostDbContext>>();
        return new BudgetRanking(contexts, new BudgetReport(contexts, new ReservedNow(), database.Time), database.Time);
    }

    private static async Task<List<Guid>> AllAsync(BudgetRanking ranking, BudgetFilter filter, int atLeast, int size)
    {
        var (all, after) = (new List<Guid>(), (Guid?)null);
        do
        {
            var (page, next) = await ranking.PageAsync(filter, atLeast, after, size);
            Assert.InRange(page.Count, next is null ? 0 : size, size);
            all.AddRange(page.Select(x => x.Status.Budget.Id));
            after = next;
        }
        while (after is not null);
        return all;
    }

    /// <summary>From all rows, one by one.</summary>
    private static async Task<List<Guid>> ExpectedAsync(GovernedDatabase database, BudgetFilter filter, int atLeast)
    {
        await using var db = database.Open();
        var now = database.Time.GetUtcNow().UtcDateTime;
        var owners = (await db.VirtualKeys.AsNoTracking().Where(x => x.RevokedAt == null).Select(x => new { x.Id, x.Name }).ToListAsync())
            .Concat(await db.Teams.AsNoTracking().Where(x => x.DisabledAt == null).Select(x => new { x.Id, x.Name }).ToListAsync()).ToDictionary(x => x.Id, x => x.Name);
        var spend = (await db.BudgetSpend.AsNoTracking().Where(x => x.Account == "").ToListAsync()).ToLookup(x => x.BudgetNumber);
        return [.. from budget in await db.Budgets.AsNoTracking().ToListAsync()
                   where owners.TryGetValue(budget.OwnerId, out var name) && (filter.Text is null || name.Contains(filter.Text, StringComparison.Ordinal)) && (filter.Kind is null || filter.Kind == budget.OwnerKind)
                   let snapshot = BudgetSnapshot.Of(budget)
                   let first = snapshot.Period.FirstSlotAt(now)
                   let limit = snapshot.LimitAt(now).Nanos
                   let spent = spend[budget.Number].Where(x => x.Slot >= first).Sum(x => x.PostedNanos + x.CarriedNanos - x.ForgivenNanos)
                   let share = limit <= 0 ? 1d : (double)spent / limit
                   where atLeast == 0 || share >= atLeast / 100d
                   orderby share descending, budget.Number
                   select budget.Id];
    }

    private static async Task FillAsync(GovernedDatabase database, Random random)
    {
        var now = database.Time.GetUtcNow().UtcDateTime;
        await using var db = database.Open();
        for (var i = 1; i <= 150; i++)
        {
            var key = new VirtualKey { Name = $"k{i}", Hash = KeyHash.Of($"k{i}").ToBytes(), LastFour = "abcd", RevokedAt = random.Next(6) == 0 ? now : null };
            var team = new Team { Name = $"t{i}", DisabledAt = random.Next(6) == 0 ? now : null };
            db.AddRange(key, team);
            foreach (var (kind, owner) in new[] { (LimitOwnerKind.VirtualKey, key.Id), (LimitOwnerKind.Team, team.Id) })
            {
                var budget = new Budget
                {
                    Number = (i * 2) - (kind == LimitOwnerKind.Team ? 1 : 0), OwnerKind = kind, OwnerId = owner, LimitNanos = random.Next(8) == 0 ? 0 : random.Next(1, 5) * 1_000_000_000L,
                    Period = (Period)random.Next(2, 5), TimeZone = random.Next(2) == 0 ? "UTC" : "Asia/Tokyo", Rolling = random.Next(3) == 0,
                    RaiseNanos = random.Next(4) == 0 ? 500_000_000 : 0, RaisedUntil = random.Next(3) switch { 0 => null, 1 => now.AddHours(-1), _ => now.AddHours(1) },
                };
                db.Add(budget);
                var slot = BudgetSnapshot.Of(budget).Period.SlotAt(now).Start;
                foreach (var start in new[] { slot, slot.AddDays(-1), slot.AddDays(-70) }.Where(_ => random.Next(2) == 0))
                {
                    db.Add(new BudgetSpend { BudgetNumber = budget.Number, Slot = start, PostedNanos = random.Next(5) * 500_000_000L, CarriedNanos = random.Next(2) * 250_000_000L, ForgivenNanos = random.Next(3) * 250_000_000L });
                }
            }
        }

        await db.SaveChangesAsync();
    }
}
