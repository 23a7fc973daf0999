using System.Globalization;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class UsageBreakdownTests
{
    private static readonly DateTime Day = Noon.Date;

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Each_breakdown_is_the_sum_of_the_records_also_after_those_were_pruned(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var records = Records(11, 1_500);
        await database.WriteAsync(records);
        await using (var db = database.Open())
        {
            await db.UsageRecords.ExecuteDeleteAsync();
        }

        var breakdowns = database.Get<UsageBreakdowns>();
        var inside = records.Where(r => r.Time >= Day).ToArray();
        foreach (var (by, keyOf) in (IEnumerable<(UsageDimension, Func<UsageRecord, string>)>)
            [
                (UsageDimension.Customer, r => r.CustomerId?.ToString() ?? ""), (UsageDimension.Team, r => r.TeamId?.ToString() ?? ""),
                (UsageDimension.Key, r => r.VirtualKeyId?.ToString() ?? ""), (UsageDimension.Provider, r => r.Provider ?? ""),
                (UsageDimension.Model, r => r.Provider is null ? "" : r.Provider + "/" + r.Model),
                (UsageDimension.Day, r => r.Time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ])
        {
            var breakdown = await breakdowns.ReadAsync(new BreakdownQuery(by, Period(), new BreakdownFilter()));

            Same(inside.GroupBy(keyOf).ToDictionary(g => g.Key, g => Sum(g)), breakdown.Rows.Where(r => r.Amounts.Requests > 0));
            Assert.Equal((Sum(inside), Sum(records.Except(inside))), (breakdown.Whole, breakdown.Previous));
            Assert.Equal(2, breakdown.Steps.Count);
            Assert.Equal(breakdown.Whole.CostNanos, breakdown.Series.Sum(s => s.Costs.Sum(c => c.Nanos)));
            Assert.Equal(1, breakdown.Rows.Sum(r => r.Share!.Value), 9);
        }
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Tags_count_under_each_and_narrow_every_other_breakdown(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var records = Records(12, 800);
        await database.WriteAsync(records.Concat(records.Take(200)));
        var breakdowns = database.Get<UsageBreakdowns>();
        var reached = records.Where(r => r.Time >= Day && r.Provider is not null).ToArray();

        var tags = await breakdowns.ReadAsync(new BreakdownQuery(UsageDimension.Tag, Period(), new BreakdownFilter()));
        var expected = reached.SelectMany(r => (r.Tags ?? "").Split(',').Select(t => (Tag: t, Record: r))).GroupBy(x => x.Tag).ToDictionary(g => g.Key, g => Sum(g.Select(x => x.Record)));
        Same(expected, tags.Rows.Where(r => r.Amounts.Requests > 0));
        Assert.Equal(Sum(records.Where(r => r.Time >= Day)), tags.Whole);

        var tagged = reached.Where(r => r.Tags?.Split(',').Contains("env=ci") == true).ToArray();
        var teams = await breakdowns.ReadAsync(new BreakdownQuery(UsageDimension.Team, Period(), new BreakdownFilter { Tag = "env=ci" }));
        Same(tagged.GroupBy(r => r.TeamId?.ToString() ?? "").ToDictionary(g => g.Key, g => Sum(g)), teams.Rows.Where(r => r.Amounts.Requests > 0));
        Assert.Equal(Sum(tagged), teams.Whole);

        var narrow = new BreakdownFilter { Tag = "env=ci", Provider = "p1", Model = "m2", TeamId = Guid.Empty };
        var narrowed = await breakdowns.ReadAsync(new BreakdownQuery(UsageDimension.Model, Period(), narrow));
        Assert.Equal(Sum(tagged.Where(r => r is { Provider: "p1", Model: "m2", TeamId: null })), narrowed.Whole);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Names_are_those_of_today_and_days_stand_beside_those_of_the_period_before(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var tenancy = database.Get<TenancyCommands>();
        var acme = (await tenancy.CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme"))).Value;
        await database.WriteAsync(
            At(Noon, r => (r.CustomerId, r.Customer) = (acme.Id, "acme")), At(Noon.AddDays(1)),
            At(Noon.AddDays(-2), r => r.CostNanos = 1_000_000), At(Noon.AddDays(-1).AddHours(10), r => r.CostNanos = 7));
        Assert.True((await tenancy.UpdateCustomerAsync(Actor.CommandLine, acme.Id, acme.Version, new CustomerSpec("acme inc"))).IsOk);
        var breakdowns = database.Get<UsageBreakdowns>();

        var customers = await breakdowns.ReadAsync(new BreakdownQuery(UsageDimension.Customer, Period(), new BreakdownFilter()) { Sort = BreakdownSort.Name, Ascending = true });
        var days = await breakdowns.ReadAsync(new BreakdownQuery(UsageDimension.Day, Period(), new BreakdownFilter()));

        Assert.Equal(["acme inc", "no customer"], customers.Rows.Select(r => r.Name));
        Assert.Equal(("2026-11-23", 1m), (days.Rows[0].Key, days.Rows[0].Change));
        Assert.Null(days.Rows[1].Change);
        Assert.Equal(1_000_000, days.Previous.CostNanos);
    }

    // Two days, the second of which has run until 13:00: what came later on the second day before does not count.
    private static UsagePeriod Period() => UsagePeriod.Between(Day, Day.AddDays(2), Day.AddDays(1).AddHours(12.5));

    private static UsageRecord[] Records(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Any(random)).Select(r =>
        {
            // Whole days and the morning of the last, as the period has it.
            r.Time = Day.AddDays(-random.Next(3) + 1).AddHours(random.Next(12));
            r.Id = Guid.CreateVersion7(new DateTimeOffset(r.Time));
            r.CustomerId = random.Next(3) == 0 ? null : new Guid(random.Next(9), 2, 0, new byte[8]);
            // The empty id is what stands for none.
            r.VirtualKeyId = r.VirtualKeyId == Guid.Empty ? null : r.VirtualKeyId;
            r.TeamId = r.TeamId == Guid.Empty ? null : r.TeamId;
            r.Tags = (random.Next(4)) switch { 0 => null, 1 => "env=ci", 2 => "app=x,env=ci", _ => "app=y" };
            return r;
        })];
    }

    private static UsageAmounts Sum(IEnumerable<UsageRecord> records) => UsageAmounts.Sum(records.Select(r => new UsageAmounts
    {
        Requests = 1,
        InputTokens = r.InputTokens,
        CachedInputTokens = r.CachedInputTokens,
        CacheWriteTokens = r.CacheWriteTokens,
        OutputTokens = r.OutputTokens,
        ReasoningTokens = r.ReasoningTokens,
        CostNanos = r.CostNanos ?? 0,
        ListCostNanos = r.ListCostNanos ?? 0,
        Unpriced = r.Unpriced ? 1 : 0,
    }));

    private static void Same(Dictionary<string, UsageAmounts> expected, IEnumerable<BreakdownRow> rows) =>
        Assert.Equal(expected.OrderBy(x => x.Key, StringComparer.Ordinal), rows.Select(r => KeyValuePair.Create(r.Key!, r.Amounts)).OrderBy(x => x.Key, StringComparer.Ordinal));
}
