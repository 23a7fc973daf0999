using System.Diagnostics;
using System.Globalization;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class UsageQueriesTests
{
    private static readonly Guid Key = Guid.CreateVersion7();

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Each_filter_finds_what_it_says(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var mine = At(Noon, r => (r.VirtualKeyId, r.Provider, r.Model) = (Key, "groq", "llama"));
        var costly = At(Noon.AddSeconds(1), r => (r.CostNanos, r.LatencyMicros) = (9_000_000_000, 60_000_000));
        var refused = At(Noon.AddSeconds(2), r => (r.Status, r.Outcome, r.ErrorCode, r.ErrorMessage) = (402, UsageOutcome.Refused, "budget_exceeded", "Team 100%_research spent $5"));
        var failed = At(Noon.AddSeconds(3), r => (r.Status, r.Outcome, r.ErrorCode) = (502, UsageOutcome.ProviderError, "upstream_error"));
        var broken = At(Noon.AddSeconds(4), r => r.Outcome = UsageOutcome.StreamBroken);
        await database.WriteAsync(mine, costly, refused, failed, broken);
        var queries = new UsageQueries(database);
        (UsageFilter, UsageRecord[])[] cases =
        [
            (new(), [broken, failed, refused, costly, mine]),
            (new() { VirtualKeyId = Key }, [mine]),
            (new() { Provider = "groq" }, [mine]),
            (new() { Model = "llama" }, [mine]),
            (new() { Status = 402 }, [refused]),
            (new() { Status = 200 }, [broken, costly, mine]),
            (new() { StatusClass = 2 }, [broken, costly, mine]),
            (new() { StatusClass = 4 }, [refused]),
            (new() { StatusClass = 5 }, [failed]),
            (new() { Outcome = UsageOutcome.Completed }, [costly, mine]),
            (new() { Outcome = UsageOutcome.StreamBroken }, [broken]),
            (new() { From = Noon.AddSeconds(1), Until = Noon.AddSeconds(3) }, [refused, costly]),
            (new() { MinCost = new Usd(9_000_000_000) }, [costly]),
            (new() { MinLatencyMicros = 60_000_000 }, [costly]),
            (new() { ErrorText = "RESEARCH" }, [refused]),
            (new() { ErrorText = "0%_r" }, [refused]),
            (new() { ErrorText = "_error" }, [failed]),
            (new() { ErrorText = "'; DROP TABLE" }, []),
            (new() { RequestId = failed.Id }, [failed]),
            (new() { Provider = "openai", StatusClass = 5, From = Noon }, [failed]),
        ];

        await AssertFindsAsync(queries, cases);
        Assert.Equal(failed.Id, (await queries.FindAsync(failed.Id))!.Id);
        Assert.Null(await queries.FindAsync(Guid.NewGuid()));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Pages_follow_each_other_without_loss(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var records = Enumerable.Range(0, 150).Select(i => At(Noon.AddMilliseconds(i / 7))).ToArray();
        await database.WriteAsync(records);
        var queries = new UsageQueries(database);
        var seen = new List<Guid>();
        var sizes = new List<int>();

        for (UsagePage? page = null; page is null || page.Next is not null;)
        {
            page = await queries.PageAsync(new UsageFilter(), page?.Next);
            seen.AddRange(page.Records.Select(r => r.Id));
            sizes.Add(page.Records.Count);
        }

        Assert.Equal([50, 50, 50], sizes);
        Assert.Equal(records.Select(r => r.Id).OrderDescending(), seen);
    }

    /// <summary>A million records on SQLite; prints the figures. Run by hand: <c>--filter-method '*under_a_second*'</c>.</summary>
    [Fact, Trait("Category", "Long")]
    public async Task A_page_of_a_million_records_comes_in_under_a_second()
    {
        await using var database = await UsageDatabase.CreateAsync(DatabaseKind.Sqlite);
        var random = new Random(3);
        var watch = Stopwatch.StartNew();
        for (var chunk = 0; chunk < 20; chunk++)
        {
            var start = chunk * 50_000;
            await database.WriteAsync(Enumerable.Range(start, 50_000).Select(i => Sample(i, random)));
        }

        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"1,000,000 records written in {watch.Elapsed.TotalSeconds:0.0} s"));
        var queries = new UsageQueries(database);
        var middle = (await queries.PageAsync(new UsageFilter { Until = Noon.AddSeconds(25_000) })).Next;
        UsageFilter[] filters =
        [
            new(), new() { VirtualKeyId = new Guid(7, 0, 0, new byte[8]) }, new() { Provider = "rare" }, new() { Model = "m-rare" }, new() { Status = 200 },
            new() { Status = 429 }, new() { StatusClass = 2 }, new() { StatusClass = 4 }, new() { StatusClass = 5 }, new() { Outcome = UsageOutcome.Interrupted },
            new() { From = Noon, Until = Noon.AddMinutes(1) }, new() { From = Noon.AddSeconds(25_000), Until = Noon.AddSeconds(30_000), StatusClass = 5 },
            new() { ErrorText = "needle" }, new() { MinCost = new Usd(900_000_000_000) }, new() { MinLatencyMicros = 900_000_000 }, new() { MinLatencyMicros = 9_000_000 },
            new() { RequestId = Guid.NewGuid() }, new() { Provider = "openai", StatusClass = 5 }, new() { Provider = "openai", MinLatencyMicros = 900_000_000 },
        ];
        foreach (var filter in filters)
        {
            foreach (var before in (Guid?[])[null, middle])
            {
                watch.Restart();
                var page = await queries.PageAsync(filter, before);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalMilliseconds,8:0.0} ms {page.Records.Count,3} rows{(before is null ? "" : " deep")}  {Text(filter)}"));
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), filter.ToString());
            }
        }
    }

    private static async Task AssertFindsAsync(UsageQueries queries, (UsageFilter, UsageRecord[])[] cases)
    {
        foreach (var (filter, expected) in cases)
        {
            var page = await queries.PageAsync(filter);
            Assert.True(expected.Select(r => r.Id).SequenceEqual(page.Records.Select(r => r.Id)), filter.ToString());
            Assert.Null(page.Next);
        }
    }

    private static string Text(UsageFilter filter) => string.Join(", ", typeof(UsageFilter).GetProperties().Where(p => p.CanWrite && p.GetValue(filter) is not null)
        .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}={p.GetValue(filter)}")));

    private static UsageRecord Sample(int i, Random random) => At(Noon.AddMilliseconds(i * 50), r =>
    {
        r.VirtualKeyId = new Guid(random.Next(1_000), 0, 0, new byte[8]);
        r.VirtualKey = "a key's name";
        r.Provider = i % 250_000 == 7 ? "rare" : random.Next(3) == 0 ? "anthropic" : "openai";
        r.Model = i % 300_000 == 9 ? "m-rare" : "gpt-4o-mini";
        r.LatencyMicros = random.Next(10_000_000);
        r.CostNanos = random.Next(1_000_000_000);
        r.PriceRates = "in=0.15 cached=0.075 out=0.6";
        r.AttemptTrail = "main|200|812345";
        r.Headers = "accept: application/json\ncontent-type: application/json\nuser-agent: OpenAI/Python 1.99.0";
        if (i % 50 == 0)
        {
            (r.Status, r.Outcome, r.ErrorCode, r.ErrorMessage) = i % 3 == 0 ? (429, UsageOutcome.Refused, "rate_limit_exceeded", "Too many requests.")
                : (502, UsageOutcome.ProviderError, "upstream_error", i % 200_000 == 50 ? "a needle" : "The provider failed.");
        }
    });
}
