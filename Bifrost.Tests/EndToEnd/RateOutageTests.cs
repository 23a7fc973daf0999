using System.Net;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// PostgreSQL away with limits of requests: each node uses an equal part, also one that had none before. Together they pass the
/// limit by no more than what was counted before, and when PostgreSQL is back nobody is given anything on top.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class RateOutageTests(ITestOutputHelper output)
{
    private const int Limit = 200;
    private const string ACent = "\"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10";
    private const string TwoHundredADay = "\"rate_limits\": [ { \"requests\": 200, \"period\": \"1d\" } ]";

    [Fact]
    [Trait("Category", "Long")]
    public Task EachNodeUsesAnEqualPart() => OutageAsync(before: 20, most: 200);

    [Fact]
    [Trait("Category", "Long")]
    public Task ANodeThatHadUsedMoreThanItsPartKeepsIt() => OutageAsync(before: 150, most: 350);

    private async Task OutageAsync(int before, int most)
    {
        await using var fleet = await BudgetFleet.StartWithOwnServerAsync(2, TwoHundredADay, ACent, TimeSpan.FromMinutes(15));
        for (var i = 0; i < before; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await fleet.ChatAsync(0)).Status);
        }

        await KnownToEachOtherAsync(fleet);
        await fleet.Postgres.StopAsync();
        var first = before + await ServedAsync(fleet, 0);
        var second = await ServedAsync(fleet, 1);
        await fleet.Postgres.StartAgainAsync();
        var after = await ServedAsync(fleet, 0) + await ServedAsync(fleet, 1);
        await Polling.UntilAsync(
            async () => await fleet.RunAsync($"SELECT MIN(cap) FROM (SELECT SUM(cap)::bigint AS cap FROM limit_shares WHERE used > 0 GROUP BY limit_id) x") is long told && told == first + second,
            () => "The nodes do not say what they used.");
        after += await ServedAsync(fleet, 0) + await ServedAsync(fleet, 1);

        output.WriteLine($"{before} before, then {first} and {second} of {Limit}, {after} afterwards.");
        Assert.Equal(Limit / 2, second);
        Assert.InRange(first, Limit / 2, Limit);
        Assert.InRange(first + second, Limit, most);
        Assert.Equal(0, after);
        Assert.Equal(first + second, fleet.Provider.Requests.Count(x => x.Method == "POST"));
    }

    /// <summary>A node looks once a second who else is there, and then renews what it uses: twice since now is enough.</summary>
    private static async Task KnownToEachOtherAsync(BudgetFleet fleet)
    {
        var now = await fleet.RunAsync("SELECT now()::text");
        await Polling.UntilAsync(
            async () => await fleet.RunAsync($"SELECT bool_and(renewed_at > '{now}'::timestamptz + interval '1.5 seconds') FROM limit_shares WHERE used > 0") is true,
            () => "Nothing is renewed.");
    }

    /// <summary>How many of many calls at once are served; the others are refused for the limit and nothing else.</summary>
    private static async Task<int> ServedAsync(BudgetFleet fleet, int node)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 250).Select(_ => fleet.ChatAsync(node)));
        Assert.All(answers.Where(x => x.Status != HttpStatusCode.OK), x => Assert.Equal((HttpStatusCode.TooManyRequests, true), (x.Status, x.Body.Contains("rate_limit_exceeded", StringComparison.Ordinal))));
        return answers.Count(x => x.Status == HttpStatusCode.OK);
    }
}
