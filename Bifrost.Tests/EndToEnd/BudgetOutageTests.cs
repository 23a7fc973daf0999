using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>
/// PostgreSQL away with hard budgets: each node goes on from what it has leased and no further, and in the end exactly as many
/// calls were served as the budgets pay, each with its one record.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class BudgetOutageTests(ITestOutputHelper output)
{
    private const string ACent = "\"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10";
    private const string SixDollars = "\"budgets\": [ { \"limit_usd\": 6, \"period\": \"1M\" }, { \"limit_usd\": 6, \"period\": \"1d\", \"rolling\": true } ]";
    private const int Affordable = 600;

    private readonly ConcurrentQueue<(int Node, HttpStatusCode? Status)> answers = new();

    [Fact]
    public async Task WhatIsLeasedIsSpentAndNothingBeyondIt()
    {
        await using var fleet = await BudgetFleet.StartWithOwnServerAsync(2, SixDollars, ACent, TimeSpan.FromMinutes(15));
        await WarmUpAsync(fleet);

        await fleet.Postgres.StopAsync();
        await UntilUnavailableAsync(fleet, 0);
        var before = OkOf(1);
        await CallAsync(fleet, 1, 20);
        Assert.Equal(before + 20, OkOf(1));

        await EndAsync(fleet);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task ALeaseEndsByItselfWhilePostgresIsAwayForLonger()
    {
        await using var fleet = await BudgetFleet.StartWithOwnServerAsync(2, SixDollars, ACent, TimeSpan.FromSeconds(10));
        await WarmUpAsync(fleet);

        await fleet.Postgres.StopAsync();
        var since = Stopwatch.GetTimestamp();
        var before = OkOf(1);
        await UntilUnavailableAsync(fleet, 1, TimeSpan.FromMilliseconds(250));
        var ended = Stopwatch.GetElapsedTime(since);
        output.WriteLine($"Served {OkOf(1) - before} calls for {ended.TotalSeconds:0.0} s from the lease, which a new node takes for 112.");
        Assert.InRange(OkOf(1) - before, 1, 60);
        await UntilUnavailableAsync(fleet, 0);

        // For three times as long as a lease, nothing else is said.
        var refused = answers.Count;
        await Polling.UntilAsync(
            async () =>
            {
                await Task.WhenAll(CallAsync(fleet, 0, 1), CallAsync(fleet, 1, 1));
                return Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(30);
            },
            () => "", TimeSpan.FromSeconds(60));
        Assert.All(answers.Skip(refused), x => Assert.Equal(HttpStatusCode.ServiceUnavailable, x.Status));

        await EndAsync(fleet);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task ADatabaseThatStandsStillKeepsNobodyWaiting()
    {
        await using var fleet = await BudgetFleet.StartWithOwnServerAsync(2, SixDollars, ACent, TimeSpan.FromMinutes(15));
        await WarmUpAsync(fleet);

        await fleet.Postgres.SuspendAsync();
        var since = Stopwatch.GetTimestamp();
        await UntilUnavailableAsync(fleet, 0);
        var first = Stopwatch.GetElapsedTime(since);
        since = Stopwatch.GetTimestamp();
        await CallAsync(fleet, 0, 100);
        output.WriteLine($"The first 503 came after {first.TotalSeconds:0.0} s, a hundred more within {Stopwatch.GetElapsedTime(since).TotalSeconds:0.00} s.");
        Assert.True(first < TimeSpan.FromSeconds(30));
        await fleet.Postgres.ResumeAsync();

        await EndAsync(fleet);
    }

    private async Task WarmUpAsync(BudgetFleet fleet)
    {
        await Task.WhenAll(CallAsync(fleet, 0, 10), CallAsync(fleet, 1, 10));
        Assert.All(answers, x => Assert.Equal(HttpStatusCode.OK, x.Status));
    }

    /// <summary>Back again: without a restart the rest is served and not a call more, and counters equal records.</summary>
    private async Task EndAsync(BudgetFleet fleet)
    {
        Assert.All(answers, x => Assert.True(x.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"Node {x.Node} answered {x.Status}."));
        var (ok, unavailable) = (OkOf(0) + OkOf(1), answers.Count(x => x.Status == HttpStatusCode.ServiceUnavailable));
        await fleet.Postgres.StartAgainAsync();
        foreach (var node in new[] { 0, 1 })
        {
            await Polling.UntilAsync(async () => await CallAsync(fleet, node) == HttpStatusCode.OK, () => $"Node {node} does not serve again: {answers.Last()}");
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            while (await CallAsync(fleet, n % 2) != HttpStatusCode.PaymentRequired)
            {
            }
        }));

        Assert.Equal(Affordable, answers.Count(x => x.Status == HttpStatusCode.OK));
        Assert.Equal(Affordable, fleet.Provider.Requests.Count(x => x.Method == "POST"));
        var posted = await fleet.SettledAsync();
        Assert.Equal(6, posted.Count);
        Assert.All(posted.Values, x => Assert.Equal(6_000_000_000, x));
        long records = 0;
        await Polling.UntilAsync(async () => (records = await fleet.RecordsAsync()) >= answers.Count, () => $"{records} records of {answers.Count} calls");
        Assert.Equal(answers.Count, await fleet.RecordsAsync());
        output.WriteLine($"{ok} served and {unavailable} times 503 before PostgreSQL was back; {Affordable} served in all, {records} records.");
    }

    private int OkOf(int node) => answers.Count(x => x == (node, HttpStatusCode.OK));

    private async Task UntilUnavailableAsync(BudgetFleet fleet, int node, TimeSpan between = default)
    {
        using var often = new PeriodicTimer(between == default ? TimeSpan.FromMilliseconds(1) : between);
        while (await CallAsync(fleet, node) == HttpStatusCode.OK && OkOf(node) < Affordable)
        {
            await often.WaitForNextTickAsync();
        }
    }

    private async Task CallAsync(BudgetFleet fleet, int node, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            await CallAsync(fleet, node);
        }
    }

    private async Task<HttpStatusCode?> CallAsync(BudgetFleet fleet, int node)
    {
        var (status, body) = await fleet.ChatAsync(node, answers.Count % 3 == 0 ? """, "stream": true""" : "");
        answers.Enqueue((node, status));
        if (status == HttpStatusCode.ServiceUnavailable)
        {
            Assert.Contains("accounting_unavailable", body, StringComparison.Ordinal);
        }

        return status;
    }
}
