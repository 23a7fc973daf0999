using System.Diagnostics;
using System.Globalization;
using Bifrost.Domain.Statements;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Statements;

public sealed class ManyTotalsTests
{
    private const int Count = 1_000_000;

    /// <summary>Of 1,000 keys and 200 customers over ten months; prints what the list costs: <c>--filter-class '*ManyTotalsTests' --output Detailed</c>.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases)), Trait("Category", "Long")]
    public async Task Open_statements_of_a_million_totals_add_up_to_them(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await FillAsync(database);
        var expected = await ExpectedAsync(database);
        var queries = database.Get<StatementQueries>();
        for (var turn = 1; turn <= 2; turn++)
        {
            var watch = Stopwatch.StartNew();
            var open = await queries.OpenAsync();
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind}: {open.Count:N0} open statements of {Count:N0} hourly totals in {watch.ElapsedMilliseconds:N0} ms"));
            Assert.Equal(expected.Count, open.Count);
            Assert.All(open, x => Assert.Equal(expected[(x.CustomerId, x.Month)], x.Used));
        }
    }

    /// <summary>The first and the last hour of a month belong to it; months and years without any usage lie between.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Months_begin_and_end_at_their_hours(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var (customer, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        (string Hour, Guid Customer, int Requests)[] totals =
        [
            ("2024-02-29 23:00", customer, 1), ("2026-09-30 23:00", other, 2), ("2026-10-01 00:00", customer, 4), ("2026-10-31 23:00", customer, 8),
            ("2026-10-31 23:00", other, 16), ("2026-11-01 00:00", customer, 32), ("2026-12-31 23:00", customer, 64), ("2027-01-01 00:00", other, 128),
        ];
        await using (var db = database.Open())
        {
            db.AddRange(totals.Select(x => new UsageTotal { Hour = DateTime.Parse(x.Hour, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal), CustomerId = x.Customer, Model = "gpt-4o", Requests = x.Requests }));
            await db.SaveChangesAsync();
        }

        var queries = database.Get<StatementQueries>();
        var (all, own) = (await queries.OpenAsync(), await queries.OpenAsync(customer));

        string[] expected = ["2024-02 1", "2026-10 12", "2026-11 32", "2026-12 64"];
        Assert.Equal(expected, all.Where(x => x.CustomerId == customer).Select(x => $"{StatementMonth.TextOf(x.Month)} {x.Requests}"));
        Assert.Equal(expected, own.Select(x => $"{StatementMonth.TextOf(x.Month)} {x.Requests}"));
        Assert.Equal(["2026-09 2", "2026-10 16", "2027-01 128"], all.Where(x => x.CustomerId == other).Select(x => $"{StatementMonth.TextOf(x.Month)} {x.Requests}"));
    }

    private static async Task FillAsync(GovernedDatabase database)
    {
        var sqlite = database.Kind == DatabaseKind.Sqlite;
        string Id(string number, string version) => sqlite
            ? $"printf('00000000-0000-{version}-8000-%012X', {number})"
            : $"('00000000-0000-{version}-8000-' || lpad(to_hex({number}), 12, '0'))::uuid";
        var numbers = sqlite
            ? "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @count - 1)"
            : "WITH n(i) AS (SELECT generate_series(0, @count - 1))";
        var hour = sqlite
            ? "strftime('%Y-%m-%d %H:%M:%S', '2026-01-01', '+' || (i / 1000 * 7) || ' hours')"
            : "timestamptz '2026-01-01 00:00:00+00' + make_interval(hours => i / 1000 * 7)";
        await using var db = database.Open();
        await ManyKeys.RunAsync(db, database, Count, $"""
            {numbers}
            INSERT INTO usage_totals (id, hour, virtual_key_id, team_id, customer_id, virtual_key, team, customer, provider, model,
              requests, errors, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost_nanos, list_cost_nanos, estimated, unpriced)
            SELECT {Id("i", "7001")}, {hour}, {Id("i % 1000", "7002")}, {Id("i % 500", "7003")}, {Id("i % 200", "7004")}, 'key', 'team', 'customer', 'openai', 'gpt-4o',
              i % 7, 0, i % 911, i % 13, i % 11, i % 577, i % 17, CAST(i % 9973 AS bigint) * 1000003, CAST(i % 9973 AS bigint) * 2000003, 0, i % 3 FROM n
            """);

        // As the server does by itself where it runs for longer than a test.
        if (!sqlite) await ManyKeys.RunAsync(db, database, Count, "VACUUM ANALYZE usage_totals");
    }

    /// <summary>From all rows, one by one.</summary>
    private static async Task<Dictionary<(Guid, DateTime), UsageAmounts>> ExpectedAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        var sums = new Dictionary<(Guid, DateTime), UsageAmounts>();
        await foreach (var x in db.UsageTotals.AsNoTracking().AsAsyncEnumerable())
        {
            var place = (x.CustomerId, StatementMonth.Of(x.Hour));
            sums[place] = sums.GetValueOrDefault(place, UsageAmounts.None) + new UsageAmounts
            {
                Requests = x.Requests, InputTokens = x.InputTokens, CachedInputTokens = x.CachedInputTokens, CacheWriteTokens = x.CacheWriteTokens,
                OutputTokens = x.OutputTokens, ReasoningTokens = x.ReasoningTokens, CostNanos = x.CostNanos, ListCostNanos = x.ListCostNanos, Unpriced = x.Unpriced,
            };
        }

        return sums;
    }
}
