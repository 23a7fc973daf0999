using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// Two of three nodes are killed with leases. What they held counts as spent; one is released by an operator, the other comes
/// back: each frees what it held once, and no cent is lost or spent twice.
/// </summary>
[Collection(ProcessTests.Name)]
[Trait("Category", "Long")]
public sealed class LostNodeTests(ITestOutputHelper output)
{
    private const long Cent = 10_000_000;
    private const long Limit = 20_000_000_000;
    private const int Callers = 12;
    private const string ACent = "\"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10";
    private const string TwentyDollars = "\"budgets\": [ { \"limit_usd\": 20, \"period\": \"1M\" } ]";

    // The lease (10 s) and a minute, and a busy machine.
    private static readonly TimeSpan Lost = TimeSpan.FromSeconds(150);

    private int accepted;

    [Fact]
    public async Task WhatALostNodeHeldIsFreedOnceByAnOperatorOrByItsReturn()
    {
        await using var fleet = await BudgetFleet.StartWithOwnServerAsync(3, TwentyDollars, ACent, TimeSpan.FromSeconds(10));
        var (released, returning) = (await IdOfAsync(fleet, 1), await IdOfAsync(fleet, 2));
        await KillUnderLoadAsync(fleet, 1);
        await KillUnderLoadAsync(fleet, 2);

        await SpendAllAsync(fleet, 0);
        var held = await HeldAsync(fleet, released);
        Assert.True(held > 0 && await HeldAsync(fleet, returning) > 0);
        using var admin = fleet.Admin(0);
        await BecomesLostAsync(admin, released, returning);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await fleet.ChatAsync(0)).Status);

        await ReleaseAsync(admin, released);
        var freed = await SpendAllAsync(fleet, 0);
        Assert.InRange(freed * Cent, held - Cent, held + Cent);
        await BecomesLostAsync(admin, returning);

        await fleet.Nodes[2].StartAgainAsync();
        await BecomesLostAsync(admin);
        var found = await SpendAllAsync(fleet, 0);
        var posted = await fleet.SettledAsync();
        Assert.Equal(3, posted.Count);
        Assert.All(posted.Values, x => Assert.InRange(x, Limit - Cent + 1, Limit));

        // The released node's journal comes late: what it spent is posted all the same, once.
        await fleet.Nodes[1].StartAgainAsync();
        var (records, sent) = (0L, fleet.Provider.Requests.Count(x => x.Method == "POST"));
        await Polling.UntilAsync(async () => (records = await fleet.RecordsAsync("charges IS NOT NULL")) >= sent, () => $"{records} records of {sent} calls");
        var late = await fleet.SettledAsync();
        Assert.All(late.Values, x => Assert.InRange(x, accepted * Cent, Limit + held + Cent));
        Assert.InRange(records, sent, sent + (2 * Callers));
        output.WriteLine($"{accepted} accepted: {freed} after the release of {held} nano-dollars, {found} after the return; {late.Values.First()} posted, {sent} sent, {records} records.");
    }

    private async Task KillUnderLoadAsync(BudgetFleet fleet, int victim)
    {
        var answers = 0;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(n => Task.Run(async () =>
        {
            while (await fleet.ChatAsync(victim, n % 3 == 0 ? """, "stream": true""" : "") is { Status: { } status })
            {
                Assert.Equal(HttpStatusCode.OK, status);
                Interlocked.Increment(ref accepted);
                if (Interlocked.Increment(ref answers) == 100)
                {
                    fleet.Nodes[victim].KillHard();
                }
            }
        })));
    }

    /// <summary>Calls one node until there is no room anywhere; says how many calls were served.</summary>
    private async Task<int> SpendAllAsync(BudgetFleet fleet, int node)
    {
        var served = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            HttpStatusCode? status;
            while ((status = (await fleet.ChatAsync(node)).Status) == HttpStatusCode.OK)
            {
                Interlocked.Increment(ref served);
            }

            Assert.Equal(HttpStatusCode.PaymentRequired, status);
        }));
        Interlocked.Add(ref accepted, served);
        return served;
    }

    private static async Task BecomesLostAsync(HttpClient admin, params string[] nodes)
    {
        var seen = "";
        await Polling.UntilAsync(
            async () =>
            {
                seen = await admin.GetStringAsync("/api/v1/lost-nodes");
                var rows = JsonSerializer.Deserialize<JsonElement>(seen).EnumerateArray().ToList();
                return rows.All(x => x.GetProperty("held_usd").GetDecimal() > 0)
                    && rows.Select(x => x.GetProperty("id").GetString()).Order().SequenceEqual(nodes.Order());
            },
            () => $"Lost: {seen}",
            Lost);
    }

    private static async Task ReleaseAsync(HttpClient admin, string node)
    {
        using var released = await admin.PostAsJsonAsync($"/api/v1/lost-nodes/{node}/release", new { reason = "its disk is gone" });
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        using var again = await admin.PostAsJsonAsync($"/api/v1/lost-nodes/{node}/release", new { reason = "its disk is gone" });
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        var events = (await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit-events?action=budget.lease_released")).GetProperty("data").EnumerateArray();
        Assert.Single(events, x => x.GetProperty("outcome").GetString() == "success");
    }

    /// <summary>What a node has leased of the budget of which it has the least.</summary>
    private static async Task<long> HeldAsync(BudgetFleet fleet, string node) =>
        (long)(await fleet.RunAsync($"SELECT MIN(nanos) FROM budget_leases WHERE node_id = '{node}'"))!;

    private static async Task<string> IdOfAsync(BudgetFleet fleet, int node) =>
        Guid.Parse(await File.ReadAllTextAsync(Path.Combine(fleet.Nodes[node].DataFolder, "node-id"))).ToString("N");
}
