using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class UsageSeriesTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_chart_merges_nodes_models_and_spans(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var now = Noon.AddMinutes(7).AddSeconds(3);
        var fast = Enumerable.Range(0, 98).Select(_ => At(now.AddMinutes(-5), r => (r.LatencyMicros, r.FirstTokenMicros) = (1_000, 500))).ToArray();
        var slow = Enumerable.Range(0, 2).Select(_ => At(now.AddMinutes(-5), r => (r.LatencyMicros, r.Model) = (9_000_000, "other"))).ToArray();
        await database.WriteAsync(fast[..50].Append(slow[0]));
        await database.WriteAsync(fast[50..].Append(slow[1]));
        await database.WriteAsync(
            At(now.AddSeconds(-1), r => (r.Outcome, r.Provider, r.CostNanos) = (UsageOutcome.Refused, null, 0)),
            At(now.AddHours(-5), r => r.Outcome = UsageOutcome.ProviderError),
            At(now.AddDays(-3), r => r.Outcome = UsageOutcome.StreamBroken),
            At(now.AddDays(-20), r => r.Outcome = UsageOutcome.CallerAborted));
        var series = new UsageSeries(database);

        foreach (var (range, requests, points) in ((UsageRange, long, int)[])
            [(UsageRange.QuarterHour, 101, 90), (UsageRange.Hour, 101, 180), (UsageRange.Day, 102, 288), (UsageRange.Week, 103, 168), (UsageRange.Month, 104, 240)])
        {
            var chart = await series.ChartAsync(range, now);
            Assert.Equal((requests, points), (chart.Whole.Requests, chart.Points.Count));
            Assert.Equal(requests, chart.Points.Sum(p => p.Requests));
            Assert.Equal(chart.Whole.Cost.Nanos, chart.Points.Sum(p => p.Cost.Nanos));
            Assert.All(chart.Points.Zip(chart.Points.Skip(1)), pair => Assert.Equal(chart.Step, pair.Second.Start - pair.First.Start));
            Assert.InRange(now, chart.Points[^1].Start, chart.Points[^1].Start + chart.Step);
            Assert.Equal(range, UsageRanges.Parse(range.ToText()));
        }

        var quarter = await series.ChartAsync(UsageRange.QuarterHour, now);
        var busy = quarter.Points.Single(p => p.Requests == 100);
        Assert.Equal(10, busy.RequestsPerSecond);
        Assert.InRange(busy.Latency.P50!.Value, 980, 1_020);
        Assert.InRange(busy.Latency.P99!.Value, 8_800_000, 9_200_000);
        Assert.InRange(busy.FirstToken.P50!.Value, 490, 510);
        Assert.Equal(1, quarter.Points[^1].Refused);
        Assert.Equal(3, quarter.Points[^1].Seconds);
        Assert.Null(quarter.Points[^1].Latency.P50);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Spend_and_health(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.WriteAsync(
            At(Noon, r => r.VirtualKeyId = one),
            At(Noon.AddHours(1), r => (r.VirtualKeyId, r.Model) = (one, "b")),
            At(Noon.AddHours(1), r => (r.VirtualKeyId, r.Unpriced, r.CostNanos) = (other, true, null)),
            At(Noon.AddHours(1), r => (r.Provider, r.Outcome) = ("groq", UsageOutcome.ProviderError)),
            At(Noon.AddHours(2), r => r.VirtualKeyId = one));
        var series = new UsageSeries(database);

        var spend = await series.SpendAsync(Noon, Noon.AddHours(2));
        var keys = await series.SpendByKeyAsync([one, other, Guid.NewGuid()], Noon, Noon.AddHours(2));
        var health = await series.HealthAsync(Noon.AddHours(1).AddMinutes(14));

        Assert.Equal((4, 1, 1, 6_000_000L), (spend.Requests, spend.Errors, spend.Unpriced, spend.Cost.Nanos));
        Assert.Equal(2, keys.Count);
        Assert.Equal((2, 4_000_000L), (keys[one].Requests, keys[one].Cost.Nanos));
        Assert.Equal((1, 0L), (keys[other].Unpriced, keys[other].Cost.Nanos));
        Assert.Equal(2, health.Count);
        Assert.Equal((1, 1), (health["groq"].Requests, health["groq"].Errors));
        Assert.Equal((2, 0), (health["openai"].Requests, health["openai"].Errors));
        Assert.InRange(health["openai"].Latency.P50!.Value, 784_000, 816_000);
        Assert.Equal(0, (await series.SpendAsync(Noon.AddDays(9), Noon.AddDays(10))).Requests);
    }
}
