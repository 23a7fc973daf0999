using System.Text;
using System.Text.Json;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Statements;

/// <summary>A statement lists what was served, and says of calls without a price what stands in their place.</summary>
public sealed class ServedStatementTests
{
    private static readonly DateTime October = new(2026, 10, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task What_was_refused_or_failed_with_nothing_billed_stands_in_no_statement(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var (served, refused) = (await CustomerAsync(database, "served"), await CustomerAsync(database, "refused"));
        await database.WriteAsync(
            At(served, 1),
            At(served, 2, r => Refuse(r, "openai")),
            At(served, 3, r => Refuse(r, null)),
            At(served, 4, r => Fail(r)),
            At(served, 5, r => (r.Outcome, r.Status) = (UsageOutcome.StreamBroken, 200)),
            At(refused, 6, r => Refuse(r, "openai")),
            At(refused, 7, r => Fail(r)));
        var (commands, queries) = (database.Get<StatementCommands>(), database.Get<StatementQueries>());

        var open = Assert.Single(await queries.OpenAsync());
        var line = Assert.Single((await queries.DraftAsync(served, October))!.Lines);
        Assert.Equal((served, 2, new Usd(4_000_000)), (open.CustomerId, open.Requests, open.Cost));
        Assert.Equal(("openai", "gpt-4o", 2, 4_000_000), (line.Provider, line.Model, line.Requests, line.CostNanos));
        Assert.Empty((await queries.DraftAsync(refused, October))!.Lines);
        var closed = Assert.Single((await commands.CloseAsync(Actor.CommandLine, October)).Value);
        Assert.Equal(2, closed.Requests);
        Assert.Equal(3, Encoding.UTF8.GetString(closed.Csv).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        // Refused later: no adjustment either. Served later: one.
        await database.WriteAsync(At(served, 8, r => Refuse(r, "openai")), At(served, 9, Fail), At(refused, 9, r => Refuse(r, null)));
        Assert.Empty(await queries.OpenAsync());
        await database.WriteAsync(At(served, 10), At(refused, 11));
        Assert.Equal([(served, 1L), (refused, 1L)], (await queries.OpenAsync()).Select(x => (x.CustomerId, x.Requests)).OrderByDescending(x => x.CustomerId == served));
    }

    /// <summary>Statements and totals of the version before, which counted refused calls as requests of $0.00.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_month_that_was_closed_with_refused_calls_stays_as_it_was_and_needs_no_adjustment(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var customer = await CustomerAsync(database, "acme");
        var statement = new Statement { Number = 1, CustomerId = customer, Customer = "acme", Month = October, Requests = 7, CostNanos = 5, Csv = [1, 2], CsvHash = "a", Json = [3], JsonHash = "b" };
        await using (var db = database.Open())
        {
            db.Statements.Add(statement);
            db.StatementLines.AddRange(Line("gpt-4o", 3, 5), Line("", 4, 0));
            db.UsageTotals.AddRange(Total("gpt-4o", 3, 5), Total("", 4, 0));
            await db.SaveChangesAsync();
        }

        var queries = database.Get<StatementQueries>();
        Assert.Empty(await queries.OpenAsync());
        await database.WriteAsync(At(customer, 1, r => Refuse(r, "openai")), At(customer, 2, r => Fail(r)));
        Assert.Empty(await queries.OpenAsync());
        await database.WriteAsync(At(customer, 3));

        var late = Assert.Single(await queries.OpenAsync());
        var adjustment = Assert.Single((await queries.DraftAsync(customer, late.Month))!.Lines);
        Assert.Equal((1, 2_000_000, "gpt-4o"), (adjustment.Requests, adjustment.CostNanos, adjustment.Model));
        var kept = (await queries.FindAsync(statement.Id))!;
        Assert.Equal((1, 7, "a", "b"), (kept.Number, kept.Requests, kept.CsvHash, kept.JsonHash));
        Assert.Equal([1, 2], kept.Csv);
        Assert.Equal(7, (await queries.LinesAsync(statement.Id)).Sum(x => x.Requests));

        StatementLine Line(string model, long requests, long nanos) => new()
        {
            StatementId = statement.Id, CustomerId = customer, BelongsTo = October, Provider = "openai", Model = model, Requests = requests, CostNanos = nanos,
        };
        UsageTotal Total(string model, long requests, long nanos) => new()
        {
            Hour = October.AddHours(3), CustomerId = customer, Customer = "acme", Provider = "openai", Model = model, Requests = requests, CostNanos = nanos,
        };
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Calls_without_a_price_are_counted_and_what_is_held_for_them_reconciles_with_the_budget(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var made = await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme", Limits: new LimitsSpec { Budgets = [new BudgetSpec(100, "1M")] }));
        var (customer, charges) = (made.Value.Id, "");
        await using (var db = database.Open())
        {
            charges = ChargeText.Of((await db.Budgets.SingleAsync()).Number, October, "");
        }

        await database.WriteAsync(
            Charged(1, r => r.HeldNanos = 9_000_000),
            Charged(2, r => (r.CostNanos, r.ListCostNanos, r.Unpriced, r.HeldNanos) = (null, null, true, 50_000_001)),
            Charged(3, r => (r.Model, r.CostNanos, r.ListCostNanos, r.Unpriced, r.HeldNanos) = ("new", null, null, true, 50_000_000)),
            Charged(4, r => (r.Model, r.CostNanos, r.ListCostNanos, r.Unpriced) = ("new", null, null, true)));
        var (commands, queries) = (database.Get<StatementCommands>(), database.Get<StatementQueries>());

        var open = Assert.Single(await queries.OpenAsync());
        Assert.Equal((3, new Usd(100_000_001), new Usd(2_000_000)), (open.Unpriced, open.Held, open.Cost));
        await using (var db = database.Open())
        {
            Assert.Equal(open.Cost.Nanos + open.Held.Nanos, await db.BudgetSpend.SumAsync(x => x.PostedNanos));
        }

        var closed = Assert.Single((await commands.CloseAsync(Actor.CommandLine, October)).Value);
        AssertTellsWhatIsHeld(closed);
        Assert.Equal((3, 100_000_001), Assert.Single((await queries.ListAsync(null, null, null, 9)).Select(x => (x.Unpriced, x.HeldNanos))));
        Assert.Empty(await queries.OpenAsync());
        await database.WriteAsync(Charged(5, r => (r.CostNanos, r.ListCostNanos, r.Unpriced, r.HeldNanos) = (null, null, true, 7)));
        var late = Assert.Single(await queries.OpenAsync());
        Assert.Equal((1, new Usd(7), Usd.Zero), (late.Unpriced, late.Held, late.Cost));

        UsageRecord Charged(int minute, Action<UsageRecord> change) => At(customer, minute, r =>
        {
            r.Charges = charges;
            change(r);
        });
    }

    private static void AssertTellsWhatIsHeld(Statement closed)
    {
        var csv = Encoding.UTF8.GetString(closed.Csv);
        Assert.Equal((3, 100_000_001, 2_000_000), (closed.Unpriced, closed.HeldNanos, closed.CostNanos));
        Assert.Contains(",unpriced_requests,list_cost_usd,cost_usd,unpriced_held_usd\n", csv, StringComparison.Ordinal);
        Assert.Contains(",openai,gpt-4o,,2,2000,0,0,200,0,1,0.0025,0.002,0.050000001\n", csv, StringComparison.Ordinal);
        Assert.Contains(",openai,new,,2,2000,0,0,200,0,2,0,0,0.05\n", csv, StringComparison.Ordinal);
        Assert.EndsWith(",total,,,,,,,4,4000,0,0,400,0,3,0.0025,0.002,0.100000001\n", csv, StringComparison.Ordinal);
        using (var json = JsonDocument.Parse(closed.Json))
        {
            Assert.Equal((3, 0.100000001m), (json.RootElement.GetProperty("total").GetProperty("unpriced_requests").GetInt32(), json.RootElement.GetProperty("total").GetProperty("unpriced_held_usd").GetDecimal()));
            Assert.Equal(0.100000001m, json.RootElement.GetProperty("lines").EnumerateArray().Sum(x => x.GetProperty("unpriced_held_usd").GetDecimal()));
        }
    }

    private static UsageRecord At(Guid customer, int minute, Action<UsageRecord>? change = null) => SampleUsage.At(October.AddMinutes(minute), r =>
    {
        r.CustomerId = customer;
        change?.Invoke(r);
    });

    private static void Refuse(UsageRecord record, string? provider)
    {
        Empty(record);
        (record.Outcome, record.Status, record.Provider, record.Model, record.Attempts) = (UsageOutcome.Refused, 402, provider, provider is null ? null : "gpt-4o", 0);
    }

    private static void Fail(UsageRecord record)
    {
        Empty(record);
        (record.Outcome, record.Status, record.SentMicros) = (UsageOutcome.ProviderError, 502, 90);
    }

    private static void Empty(UsageRecord record) => (record.InputTokens, record.OutputTokens, record.CostNanos, record.ListCostNanos) = (0, 0, 0, 0);

    private static async Task<Guid> CustomerAsync(GovernedDatabase database, string name) =>
        (await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec(name))).Value.Id;
}
