using System.Globalization;
using System.Net;
using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>What a key's holder is told on one node is what it used on all of them.</summary>
[Collection(ProcessTests.Name)]
public sealed class KeyHolderTests
{
    private const string ACent = "\"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10";
    private const string Limits = "\"rate_limits\": [ { \"requests\": 2000, \"period\": \"1d\" } ], \"max_concurrency\": 4, \"budgets\": [ { \"limit_usd\": 50, \"period\": \"1M\" } ]";

    [Fact]
    public async Task TwoNodesTellTheSameOfAKeyThatWasUsedOnBoth()
    {
        await using var fleet = await BudgetFleet.StartAsync(2, Limits, ACent);
        foreach (var node in new[] { 0, 0, 0, 1, 1 })
        {
            Assert.Equal(HttpStatusCode.OK, (await fleet.ChatAsync(node)).Status);
        }

        await fleet.SettledAsync();
        for (var node = 0; node < 2; node++)
        {
            var told = "";
            await Polling.UntilAsync(async () => (told = await TellAsync(fleet, node)) == Expected, () => $"node {node}: {told}");
        }

        // What the other node used is in the headers too, once it has been heard of.
        var (used, remaining) = (5, "");
        await Polling.UntilAsync(
            async () => (remaining = await fleet.RemainingAsync(0)) == (2_000 - ++used).ToString(CultureInfo.InvariantCulture),
            () => $"after {used} requests: {remaining} left");
    }

    private static string Expected { get; } = string.Join(
        "; ", new[] { "virtual_key app", "team research", "customer acme" }.Select(x => $"{x}: 0.05 spent, 49.95 left, 5 used, 1995 left, 0 running, 4 left"));

    private static async Task<string> TellAsync(BudgetFleet fleet, int node)
    {
        using var json = JsonDocument.Parse(await fleet.KeyAsync(node));
        return string.Join("; ", json.RootElement.GetProperty("limits").EnumerateArray().Select(x =>
        {
            var (budget, rate) = (x.GetProperty("budgets")[0], x.GetProperty("rate_limits")[0]);
            return string.Create(CultureInfo.InvariantCulture,
                $"{x.GetProperty("owner_kind")} {x.GetProperty("owner")}: {budget.GetProperty("spent_usd")} spent, {budget.GetProperty("left_usd")} left, {rate.GetProperty("used")} used, {rate.GetProperty("left")} left, {x.GetProperty("running")} running, {x.GetProperty("concurrency_left")} left");
        }));
    }
}
