using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bifrost.Tests.Domain.Limits;

/// <summary>What budgets counted is pruned a week after it counts no more; what counts, or a clock that is wrong, loses nothing.</summary>
public sealed class SpendRetentionTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task WindowsThatEndedGoAndThoseThatCountStay(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var limits = new LimitsSpec { Budgets = [new BudgetSpec(1m, "1d"), new BudgetSpec(9m, "1h", Rolling: true), new BudgetSpec(99m, "1Y")] };
        Assert.True((await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme", Limits: limits))).IsOk);
        await using var db = database.Open();
        var budgets = await db.Budgets.AsNoTracking().ToDictionaryAsync(x => x.Period, x => x.Number);
        var (day, hour, year) = (budgets[Period.Day], budgets[Period.Hour], budgets[Period.Year]);
        var now = kind == DatabaseKind.Sqlite ? database.Time.GetUtcNow().UtcDateTime : await db.Database.SqlQuery<DateTime>($"""SELECT now() AS "Value" """).SingleAsync();
        DateTime Slot(int daysAgo) => DateTime.SpecifyKind(now.Date.AddDays(-daysAgo), DateTimeKind.Utc);
        for (var i = 0; i < 450; i++)
        {
            db.BudgetSpend.Add(new BudgetSpend { BudgetNumber = day, Account = $"user-{i}", Slot = Slot(9 + (i % 3)) });
            db.BudgetSpend.Add(new BudgetSpend { BudgetNumber = hour, Slot = Slot(9).AddMinutes(i) });
        }

        db.BudgetSpend.AddRange(
            new BudgetSpend { BudgetNumber = day, Account = "user-1", Slot = Slot(0) }, new BudgetSpend { BudgetNumber = day, Account = "user-1", Slot = Slot(6) },
            new BudgetSpend { BudgetNumber = hour, Slot = Slot(6) }, new BudgetSpend { BudgetNumber = year, Account = "user-1", Slot = new DateTime(now.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc) },
            new BudgetSpend { BudgetNumber = 77, Slot = Slot(300) }, new BudgetSpend { BudgetNumber = 77, Slot = Slot(400) });
        await db.SaveChangesAsync();

        // A console whose clock is ten years ahead asks the database, where several share it.
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(database.Time.GetUtcNow().AddYears(kind == DatabaseKind.Postgres ? 10 : 0)) { AutoAdvanceAmount = TimeSpan.Zero };
        var pruning = new UsageRetention(database.Get<IDbContextFactory<BifrostDbContext>>(), time, NullLogger<UsageRetention>.Instance).PruneAsync();
        await Polling.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(10));
                return pruning.IsCompleted;
            },
            () => "not pruned");
        await pruning;

        var left = await db.BudgetSpend.AsNoTracking().OrderBy(x => x.BudgetNumber).ThenByDescending(x => x.Slot).Select(x => new { x.BudgetNumber, x.Slot }).ToListAsync();
        Assert.Equal(
            new[] { (day, Slot(0)), (day, Slot(6)), (hour, Slot(6)), (year, new DateTime(now.Year, 1, 1, 0, 0, 0, DateTimeKind.Utc)), (77, Slot(300)) }.OrderBy(x => x.Item1).ThenByDescending(x => x.Item2),
            left.Select(x => (x.BudgetNumber, DateTime.SpecifyKind(x.Slot, DateTimeKind.Utc))));
    }
}
