using System.Text;
using System.Text.Json;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Statements;

public sealed class StatementTests
{
    private static readonly DateTime October = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime November = October.AddMonths(1);
    private static readonly DateTime December = October.AddMonths(2);

    // The clock of the databases stands at 1 January 2027: October and November are over, December ended this moment.
    private static readonly DateTime January = October.AddMonths(3);

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Drafts_add_up_to_the_records_exactly(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var customers = await CustomersAsync(database, 3);
        var records = Records(21, 2_000, customers);
        await database.WriteAsync(records);
        var queries = database.Get<StatementQueries>();

        var open = await queries.OpenAsync();

        Assert.Equal(records.GroupBy(r => (r.CustomerId ?? Guid.Empty, StatementMonth.Of(r.Time))).Count(), open.Count);
        foreach (var one in open)
        {
            var own = records.Where(r => (r.CustomerId ?? Guid.Empty) == one.CustomerId && StatementMonth.Of(r.Time) == one.Month).ToArray();
            var draft = (await queries.DraftAsync(one.CustomerId, one.Month))!;
            Assert.Equal((own.Count(r => r.WasServed), own.Sum(r => r.CostNanos ?? 0)), (draft.Total.Requests, draft.Total.CostNanos));
            Assert.Equal((draft.Total.CostNanos, draft.Total.ListCostNanos), (one.Cost.Nanos, own.Sum(r => r.ListCostNanos ?? 0)));
            var lines = own.GroupBy(r => (r.TeamId ?? Guid.Empty, r.VirtualKeyId ?? Guid.Empty, r.Provider ?? "", r.Provider is null ? "" : r.Model!)).ToDictionary(g => g.Key, g => g.Sum(r => r.CostNanos ?? 0));
            Assert.Equal(lines.Count, draft.Lines.Count);
            Assert.All(draft.Lines, l => Assert.Equal(lines[(l.TeamId, l.VirtualKeyId, l.Provider, l.Model)], l.CostNanos));
        }
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_closed_statement_keeps_its_bytes_whatever_happens_later(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var customers = await CustomersAsync(database, 2);
        await database.WriteAsync(Records(22, 300, customers));

        var closed = (await database.Get<StatementCommands>().CloseAsync(Actor.CommandLine, October)).Value;

        // Two customers and usage without one.
        Assert.Equal([1, 2, 3], closed.Select(x => x.Number));
        Assert.All(closed, x => Assert.Equal((StatementExport.HashOf(x.Csv), StatementExport.HashOf(x.Json)), (x.CsvHash, x.JsonHash)));
        var first = closed.Single(x => x.CustomerId == customers[0]);
        Assert.DoesNotContain('\r', Encoding.UTF8.GetString(first.Csv));
        Assert.StartsWith("number,month,customer,kind", Encoding.UTF8.GetString(first.Csv), StringComparison.Ordinal);
        using (var json = JsonDocument.Parse(first.Json))
        {
            Assert.Equal((first.Number, "closed", "2026-10"), (json.RootElement.GetProperty("number").GetInt64(), json.RootElement.GetProperty("state").GetString()!, json.RootElement.GetProperty("month").GetString()!));
            Assert.Equal(first.CostNanos, Usd.FromDollars(json.RootElement.GetProperty("total").GetProperty("cost_usd").GetDecimal()).Nanos);
            Assert.Equal(first.CostNanos, json.RootElement.GetProperty("lines").EnumerateArray().Sum(l => Usd.FromDollars(l.GetProperty("cost_usd").GetDecimal()).Nanos));
        }

        var tenancy = database.Get<TenancyCommands>();
        var renamed = (await tenancy.UpdateCustomerAsync(Actor.CommandLine, customers[0], 1, new CustomerSpec("renamed"))).Value;
        await database.WriteAsync(Records(23, 300, customers));
        await using (var db = database.Open())
        {
            await db.UsageRecords.ExecuteDeleteAsync();
        }

        var kept = (await database.Get<StatementQueries>().FindAsync(first.Id))!;
        Assert.Equal("renamed", renamed.Name);
        Assert.Equal(first.Csv, kept.Csv);
        Assert.Equal(first.Json, kept.Json);
        Assert.Equal((first.CsvHash, first.JsonHash), (kept.CsvHash, kept.JsonHash));
        Assert.Equal(("customer 0", first.CostNanos), (kept.Customer, kept.CostNanos));
        var lines = await database.Get<StatementQueries>().LinesAsync(first.Id);
        Assert.Equal(first.Csv, StatementExport.ToCsv(new StatementContent(first.Number, first.CustomerId, "customer 0", October, first.ClosedAt, lines)));
        Assert.Equal(3, (await database.EventsAsync()).Count(x => x == AuditActions.StatementClosed));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task What_comes_late_is_an_adjustment_and_every_nano_dollar_stands_in_one_statement(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var customers = await CustomersAsync(database, 2);
        var (commands, queries) = (database.Get<StatementCommands>(), database.Get<StatementQueries>());
        var records = Records(24, 400, customers).ToList();
        await database.WriteAsync(records);
        Assert.True((await commands.CloseAsync(Actor.CommandLine, October)).IsOk);

        var late = Records(25, 60, customers).Where(r => r.Time < November).ToArray();
        await database.WriteAsync(late.Concat(records.Take(50)));
        records.AddRange(late);
        await AssertLateAsync(queries, late, customers);
        Assert.True((await commands.CloseAsync(Actor.CommandLine, November)).IsOk);
        var later = Records(26, 90, customers);
        await database.WriteAsync(later);
        records.AddRange(later);
        Assert.Equal([October, November], (await queries.OpenAsync(customers[0])).Single(x => x.IsOldest).LateMonths);
        database.Time.Advance(TimeSpan.FromDays(2));
        Assert.True((await commands.CloseAsync(Actor.CommandLine, December)).IsOk);

        Assert.Empty(await queries.OpenAsync());
        var statements = await queries.ListAsync(null, null, null, 100);
        Assert.Equal(Enumerable.Range(1, 9).Select(x => (long)x), statements.Select(x => x.Number).Order());
        Assert.Equal((records.Count(r => r.WasServed), records.Sum(r => r.CostNanos ?? 0)), (statements.Sum(x => x.Requests), statements.Sum(x => x.CostNanos)));
        foreach (var customer in customers.Append(Guid.Empty))
        {
            Assert.Equal(records.Where(r => (r.CustomerId ?? Guid.Empty) == customer).Sum(r => r.CostNanos ?? 0), statements.Where(x => x.CustomerId == customer).Sum(x => x.CostNanos));
        }

        // With nothing open, the month that runs takes what comes.
        await database.WriteAsync(late.Select(r => SampleUsage.At(r.Time, x => (x.CustomerId, x.CostNanos) = (customers[0], 1))));
        var running = Assert.Single(await queries.OpenAsync());
        Assert.Equal((January, late.Length), (running.Month, running.Cost.Nanos));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Closes_and_corrections_at_once_on_two_nodes_give_one_statement_and_no_gap(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var customers = await CustomersAsync(database, 4);
        await database.WriteAsync(Records(27, 400, customers));
        var nodes = new[] { database.Get<StatementCommands>(), new StatementCommands(new GovernanceChanges(
            database.Get<IDbContextFactory<Bifrost.Domain.Persistence.BifrostDbContext>>(), database.Get<AuditTrail>(), database.Get<GovernanceReader>(), new GovernanceSignal(), database.Time)) };

        var closes = Enumerable.Range(0, 6).Select(i => Task.Run(() => nodes[i % 2].CloseAsync(Actor.CommandLine, October, i < 4 ? null : customers[0]))).ToArray();
        var corrections = Enumerable.Range(0, 8).Select(i => Task.Run(() => nodes[i % 2].CorrectAsync(Actor.CommandLine, customers[i % 4], 0.000000001m, "one nano"))).ToArray();
        var writes = Task.Run(() => database.WriteAsync(Records(28, 300, customers)));
        await Task.WhenAll([.. closes, .. corrections, writes]);

        Assert.All(corrections, x => Assert.True(x.Result.IsOk));
        Assert.All(closes, x => Assert.True(x.Result.IsOk || x.Result.Kind == ResultKind.Conflict, x.Result.IsOk ? "" : x.Result.Summary));
        var queries = database.Get<StatementQueries>();
        var statements = await queries.ListAsync(null, October, null, 100);
        Assert.Equal([1, 2, 3, 4, 5], statements.Select(x => x.Number).Order());
        Assert.Equal(5, statements.Select(x => x.CustomerId).Distinct().Count());
        await using var db = database.Open();
        var counted = await db.UsageTotals.SumAsync(x => x.CostNanos);
        var open = await queries.OpenAsync();
        Assert.Equal(counted + 8, statements.Sum(x => x.CostNanos) + open.Sum(x => x.Cost.Nanos));
        foreach (var one in open)
        {
            Assert.Equal(one.Cost.Nanos, (await queries.DraftAsync(one.CustomerId, one.Month))!.Total.CostNanos);
        }
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_month_is_closed_in_its_turn_when_it_is_over_and_by_an_admin(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var customers = await CustomersAsync(database, 1);
        await database.WriteAsync(Records(29, 200, customers));
        var commands = database.Get<StatementCommands>();

        Assert.Contains("2027-01-02 00:00 UTC", Refused(await commands.CloseAsync(Actor.CommandLine, December), ResultKind.Invalid), StringComparison.Ordinal);
        Assert.Contains("October 2026 is still open for", Refused(await commands.CloseAsync(Actor.CommandLine, November), ResultKind.Conflict), StringComparison.Ordinal);
        Refused(await commands.CloseAsync(Actor.CommandLine, January), ResultKind.Invalid);
        Refused(await commands.CloseAsync(Actor.CommandLine, October.AddMonths(-1)), ResultKind.Invalid);
        Refused(await commands.CloseAsync(Actor.CommandLine with { Role = Role.Auditor }, October), ResultKind.Forbidden);
        Assert.Single((await commands.CloseAsync(Actor.CommandLine, October, customers[0])).Value);
        Assert.Contains("as statement 1", Refused(await commands.CloseAsync(Actor.CommandLine, October, customers[0]), ResultKind.Conflict), StringComparison.Ordinal);
        Assert.Single((await commands.CloseAsync(Actor.CommandLine, October)).Value);
        database.Time.Advance(StatementMonth.Grace - TimeSpan.FromSeconds(1));
        Refused(await commands.CloseAsync(Actor.CommandLine, December, customers[0]), ResultKind.Invalid);

        static string Refused<T>(Result<T> result, ResultKind kind)
        {
            Assert.Equal(kind, result.Kind);
            return result.Summary;
        }
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_correction_stands_in_the_next_statement_and_in_no_other(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var customers = await CustomersAsync(database, 1);
        var (commands, queries) = (database.Get<StatementCommands>(), database.Get<StatementQueries>());
        Assert.True((await commands.CorrectAsync(Actor.CommandLine, customers[0], -12.340000001m, " =refund, as promised ", October)).IsOk);
        foreach (var (amount, reason, month) in new (decimal, string?, DateTime?)[] { (0, "x", null), (0.0000000001m, "x", null), (1_000_000_001m, "x", null), (1, " ", null), (1, "a\nb", null), (1, "x", January.AddDays(40)) })
        {
            Assert.Equal(ResultKind.Invalid, (await commands.CorrectAsync(Actor.CommandLine, customers[0], amount, reason, month)).Kind);
        }

        Assert.Equal(ResultKind.NotFound, (await commands.CorrectAsync(Actor.CommandLine, Guid.NewGuid(), 1, "x")).Kind);
        var waiting = Assert.Single(await queries.OpenAsync());
        Assert.Equal((January, new Usd(-12_340_000_001)), (waiting.Month, waiting.Cost));
        await database.WriteAsync(SampleUsage.At(November.AddDays(3), r => r.CustomerId = customers[0]));

        // A month that is open before the running one takes it.
        var closed = Assert.Single((await commands.CloseAsync(Actor.CommandLine, November)).Value);

        Assert.Equal(2_000_000 - 12_340_000_001, closed.CostNanos);
        Assert.Contains($"1,2026-11,customer 0,correction,2026-10,,,,,\"'=refund, as promised\",0,0,0,0,0,0,0,0,-12.340000001,0\n", Encoding.UTF8.GetString(closed.Csv), StringComparison.Ordinal);
        Assert.EndsWith("1,2026-11,customer 0,total,,,,,,,1,1000,0,0,100,0,0,0.0025,-12.338000001,0\n", Encoding.UTF8.GetString(closed.Csv), StringComparison.Ordinal);
        Assert.Empty(await queries.OpenAsync());
        Assert.Equal(1, (await database.EventsAsync()).Count(x => x == AuditActions.StatementCorrected));
    }

    private static async Task AssertLateAsync(StatementQueries queries, UsageRecord[] late, Guid[] customers)
    {
        foreach (var customer in customers.Append(Guid.Empty))
        {
            var own = late.Where(r => (r.CustomerId ?? Guid.Empty) == customer).ToArray();
            var draft = (await queries.DraftAsync(customer, November))!;
            var adjustments = draft.Lines.Where(l => l.Kind == StatementLineKind.Adjustment).ToArray();
            Assert.Equal((own.Count(r => r.WasServed), own.Sum(r => r.CostNanos ?? 0)), (adjustments.Sum(l => l.Requests), adjustments.Sum(l => l.CostNanos)));
            Assert.All(adjustments, l => Assert.Equal(October, l.BelongsTo));
            Assert.Null(await queries.DraftAsync(customer, October));
            Assert.DoesNotContain((await queries.DraftAsync(customer, December))!.Lines, l => l.Kind != StatementLineKind.Usage);
        }
    }

    private static async Task<Guid[]> CustomersAsync(GovernedDatabase database, int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec($"customer {i}"))).Value.Id;
        }

        return ids;
    }

    /// <summary>Over October to December 2026, for the customers and for none; each month of each has some.</summary>
    private static UsageRecord[] Records(int seed, int count, Guid[] customers)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var record = SampleUsage.Any(random);
            record.Time = October.AddMonths(i % 3).AddMinutes(random.Next(30 * 24 * 60));
            record.Id = Guid.CreateVersion7(new DateTimeOffset(record.Time));
            record.CustomerId = (i / 3 % (customers.Length + 1)) is var at && at < customers.Length ? customers[at] : null;
            return record;
        })];
    }
}
