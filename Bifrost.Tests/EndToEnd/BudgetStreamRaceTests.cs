using System.Net;
using Bifrost.Gateway.Limits;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Streams of unknown length on several nodes against one budget: none of it is overspent, and nearly all of it can be used.</summary>
[Collection(ProcessTests.Name)]
public sealed class BudgetStreamRaceTests(ITestOutputHelper output)
{
    private const string ATenthOfACentAToken = "\"input_per_mtok\": 0, \"output_per_mtok\": 1000";

    [Theory]
    [InlineData(2, 32, 60)]
    public Task NothingIsOverspentAndNearlyAllIsUsable(int nodes, int streams, int dollars) => RaceAsync(nodes, streams, dollars);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(3, 128, 400)]
    public Task NothingIsOverspentAndNearlyAllIsUsableByManyStreams(int nodes, int streams, int dollars) => RaceAsync(nodes, streams, dollars);

    private async Task RaceAsync(int nodes, int streams, int dollars)
    {
        await using var fleet = await BudgetFleet.StartAsync(nodes, $$"""  "budgets": [ { "limit_usd": {{dollars}}, "period": "1M" } ]  """, ATenthOfACentAToken);
        fleet.Provider.TextOf = x => string.Join(' ', Enumerable.Repeat("word", 50 + (int)(x.Number * 37 % 700)));
        for (var i = 0; i < nodes * StreamProof.Least; i++)
        {
            // Each node learns first that nothing is hidden: until then a stream holds the full cap, and few would race.
            Assert.Equal(HttpStatusCode.OK, (await fleet.ChatAsync(i % nodes, ""","stream":true""")).Status);
        }

        var (whole, cut) = (0, 0);
        using var stop = new CancellationTokenSource();
        var watching = fleet.WatchAsync(stop.Token);

        await Task.WhenAll(Enumerable.Range(0, nodes * streams).Select(n => Task.Run(async () =>
        {
            while (true)
            {
                var (status, body) = await fleet.ChatAsync(n % nodes, ""","stream":true""");
                if (status == HttpStatusCode.PaymentRequired)
                {
                    return;
                }

                Assert.Equal(HttpStatusCode.OK, status);
                _ = body.Contains("[DONE]", StringComparison.Ordinal) ? Interlocked.Increment(ref whole) : Interlocked.Increment(ref cut);
            }
        }))).WaitAsync(TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);

        var posted = await fleet.SettledAsync();
        await stop.CancelAsync();
        var (violations, samples) = await watching;
        Assert.Empty(violations);
        var limit = dollars * 1_000_000_000L;
        Assert.All(posted.Values, x => Assert.InRange(x, 0, limit));

        // A stream needs 256 tokens to begin: what is less than that is left at the end.
        Assert.All(posted.Values, x => Assert.True(x >= limit - Math.Max(limit / 100, 256_000_000), $"{x} of {limit} used"));
        output.WriteLine($"{nodes} nodes × {streams} streams: {posted.Values.First() * 100.0 / limit:0.00} % of ${dollars} used, $0.00 over, {whole} streams whole, {cut} cut short, {samples} samples within the limit.");
    }
}
