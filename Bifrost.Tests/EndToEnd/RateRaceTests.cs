using System.Net;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Throughput and requests at once over several nodes on one PostgreSQL, and over restarts.</summary>
[Collection(ProcessTests.Name)]
public sealed class RateRaceTests(ITestOutputHelper output)
{
    private const string ACent = "\"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10";
    private const string TwoHundredADay = "\"rate_limits\": [ { \"requests\": 200, \"period\": \"1d\" } ]";

    [Fact]
    public Task CallsFarBeyondALimitAreItsNumberOverTwoNodes() => RaceAsync(2);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public Task CallsFarBeyondALimitAreItsNumberOverAllNodes(int nodes) => RaceAsync(nodes);

    private async Task RaceAsync(int nodes)
    {
        await using var fleet = await BudgetFleet.StartAsync(nodes, TwoHundredADay, ACent);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_500).Select(i => fleet.ChatAsync(i % nodes)));

        var accepted = answers.Count(x => x.Status == HttpStatusCode.OK);
        output.WriteLine($"{nodes} nodes: {accepted} of 200 a day accepted.");
        Assert.InRange(accepted, 190, 200);
        Assert.All(answers.Where(x => x.Status != HttpStatusCode.OK), x => Assert.Equal((HttpStatusCode.TooManyRequests, true), (x.Status, x.Body.Contains("rate_limit_exceeded", StringComparison.Ordinal))));
        Assert.Equal(accepted, fleet.Provider.Requests.Count(x => x.Method == "POST"));
    }

    /// <summary>What the first node took beyond its need comes back when the second needs it, before that says no.</summary>
    [Fact]
    public async Task WhatOneNodeDoesNotUseAnotherMay()
    {
        await using var fleet = await BudgetFleet.StartAsync(2, TwoHundredADay, ACent);
        Assert.Equal(HttpStatusCode.OK, (await fleet.ChatAsync(0)).Status);

        var accepted = 1;
        for (var i = 0; i < 210; i++)
        {
            accepted += (await fleet.ChatAsync(1)).Status == HttpStatusCode.OK ? 1 : 0;
        }

        Assert.Equal(200, accepted);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task ARestartForgetsNothingThatWasCounted(DatabaseKind kind)
    {
        await using var fleet = await BudgetFleet.StartAsync(1, "\"rate_limits\": [ { \"requests\": 20, \"period\": \"1d\" } ]", ACent, kind);
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await fleet.ChatAsync(0)).Status);
        }

        Assert.Equal(0, await fleet.Nodes[0].TerminateAsync());
        await fleet.Nodes[0].StartAgainAsync();
        var answers = new List<HttpStatusCode?>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add((await fleet.ChatAsync(0)).Status);
        }

        Assert.Equal(8, answers.Count(x => x == HttpStatusCode.OK));
        Assert.Equal(4, answers.Count(x => x == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task RequestsAtOnceAreAsManyOverAllNodesAndThoseThatWaitAreServed()
    {
        await using var fleet = await BudgetFleet.StartAsync(2, "\"max_concurrency\": 4", ACent);
        var (begun, running, most) = (0, 0, 0);
        using var gate = new SemaphoreSlim(0);
        fleet.Provider.On(_ => true, _ =>
        {
            lock (gate)
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                Interlocked.Increment(ref begun);
            }

            return new Script().Status(200).Gate(gate).Chunk("""{"id":"x","object":"chat.completion","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");
        });

        var calls = Enumerable.Range(0, 24).Select(i => fleet.ChatAsync(i % 2)).ToList();
        await BegunAsync(4);
        for (var i = 0; i < 24; i++)
        {
            Interlocked.Decrement(ref running);
            gate.Release();
            await BegunAsync(Math.Min(i + 5, 24));
        }

        Assert.All(await Task.WhenAll(calls), x => Assert.Equal(HttpStatusCode.OK, x.Status));
        Assert.Equal(4, most);

        Task BegunAsync(int calls) => Polling.UntilAsync(() => Volatile.Read(ref begun) >= calls, () => $"{begun} begun of {calls}");
    }
}
