using System.Globalization;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

/// <summary>Whoever has a key chooses tags and names of models: rows that stay do not grow at will, and sums still equal the records.</summary>
public sealed class BoundedTotalsTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Tags_beyond_a_thousand_of_a_key_and_day_count_under_one_name(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var (mine, theirs) = (Guid.NewGuid(), Guid.NewGuid());
        var records = Enumerable.Range(0, 1_500).Select(i => At(Noon.AddSeconds(i), r =>
        {
            r.VirtualKeyId = mine;
            r.Tags = string.Create(CultureInfo.InvariantCulture, $"a={i},b={i % 2}");
        })).Append(At(Noon.AddSeconds(2_000), r => (r.VirtualKeyId, r.Tags) = (theirs, "a=1499"))).Append(At(Noon.AddDays(1), r => (r.VirtualKeyId, r.Tags) = (mine, "a=1499"))).ToArray();

        await database.WriteAsync(records);

        await using var db = database.Open();
        var totals = await db.TagTotals.AsNoTracking().ToListAsync();
        var ofMine = totals.Where(x => x.VirtualKeyId == mine && x.Day == Noon.Date).ToList();
        Assert.Equal(1_001, ofMine.Count);
        Assert.Equal((502, 502 * 2_000_000L), Assert.Single(ofMine, x => x.Tag == "(other)") is var other ? (other.Requests, other.CostNanos) : default);
        Assert.All(["b=0", "b=1"], tag => Assert.Equal(750, Assert.Single(ofMine, x => x.Tag == tag).Requests));
        Assert.Equal(2, totals.Count(x => x.Tag == "a=1499"));
        Assert.Equal(1_502, await db.UsageRecords.CountAsync(x => x.Tags != null && x.Tags.Contains("a=")));
        var tags = await database.Get<UsageBreakdowns>().ReadAsync(new BreakdownQuery(UsageDimension.Tag, UsagePeriod.Between(Noon.Date, Noon.Date.AddDays(2), Noon.Date.AddDays(2)), new BreakdownFilter()));
        Assert.Equal(records.Sum(x => x.CostNanos), tags.Whole.CostNanos);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_request_that_was_not_sent_names_no_model_and_no_tag(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var refused = Enumerable.Range(0, 50).Select(i => At(Noon.AddSeconds(i), r =>
        {
            (r.Model, r.Tags, r.Attempts, r.Outcome) = ($"made-up-{i}", $"t=v{i}", 0, UsageOutcome.Refused);
            (r.InputTokens, r.OutputTokens, r.CostNanos, r.ListCostNanos) = (0, 0, null, null);
        }));

        await database.WriteAsync([.. refused, At(Noon, r => r.Tags = "t=sent"), At(Noon, r => (r.Attempts, r.Outcome, r.Model) = (0, UsageOutcome.Interrupted, "o3"))]);

        await using var db = database.Open();
        Assert.Equal(["", "gpt-4o", "o3"], await db.UsageTotals.Select(x => x.Model).OrderBy(x => x).ToListAsync());
        Assert.Equal(50, await db.UsageTotals.Where(x => x.Model == "").SumAsync(x => x.Requests));
        Assert.Equal(["", "gpt-4o", "o3"], await db.UsageBuckets.Select(x => x.Model).Distinct().OrderBy(x => x).ToListAsync());
        Assert.Equal(["", "t=sent"], await db.TagTotals.Select(x => x.Tag).OrderBy(x => x).ToListAsync());
        var models = await database.Get<UsageBreakdowns>().ReadAsync(new BreakdownQuery(UsageDimension.Model, UsagePeriod.Between(Noon.Date, Noon.Date.AddDays(1), Noon.Date.AddDays(1)), new BreakdownFilter()));
        Assert.Equal([("", "no provider reached", 50L), ("openai/gpt-4o", "openai/gpt-4o", 1L), ("openai/o3", "openai/o3", 1L)], models.Rows.Select(x => (x.Key, x.Name, x.Amounts.Requests)).OrderBy(x => x.Key, StringComparer.Ordinal));
    }
}
