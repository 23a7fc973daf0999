using System.Net;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>What several nodes spend of one budget together, on a real PostgreSQL, with the fake provider as the oracle.</summary>
[Collection(ProcessTests.Name)]
public sealed class BudgetRaceTests(ITestOutputHelper output)
{
    private const string ACent = "\"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10";
    private const string ADollar = "\"budgets\": [ { \"limit_usd\": 1, \"period\": \"1M\" } ]";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public Task TwoThousandCallsOfACentAgainstADollarAreAHundredOnEveryNumberOfNodes(int nodes) => RaceAsync(nodes);

    [Fact]
    [Trait("Category", "Long")]
    public Task TwoThousandCallsOfACentAgainstADollarAreAHundredOnEightNodes() => RaceAsync(8);

    private async Task RaceAsync(int nodes)
    {
        await using var fleet = await BudgetFleet.StartAsync(nodes, ADollar, ACent);
        using var stop = new CancellationTokenSource();
        var watching = fleet.WatchAsync(stop.Token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => fleet.ChatAsync(i % nodes)));

        Assert.Equal(100, answers.Count(x => x.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(x => x.Status != HttpStatusCode.OK), x => Assert.Equal((HttpStatusCode.PaymentRequired, true), (x.Status, x.Body.Contains("budget_exceeded", StringComparison.Ordinal))));
        Assert.Equal(100, fleet.Provider.Requests.Count(x => x.Method == "POST"));
        var posted = await fleet.SettledAsync();
        Assert.Equal(3, posted.Count);
        Assert.All(posted.Values, x => Assert.Equal(1_000_000_000, x));
        await stop.CancelAsync();
        var (violations, samples) = await watching;
        Assert.Empty(violations);
        output.WriteLine($"{nodes} nodes: 100 of 2,000 accepted, {samples} samples of posted + leased within the limit.");
        Assert.Equal(0L, await fleet.RunAsync("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }
}
