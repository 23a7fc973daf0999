using System.Net;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>kill -9 under load with hard budgets: nothing is overspent, and afterwards the counters equal the sum of the records.</summary>
[Collection(ProcessTests.Name)]
public sealed class BudgetKillTests(ITestOutputHelper output)
{
    private const int Callers = 12;
    private const string Price = "\"input_per_mtok\": 1, \"output_per_mtok\": 1000";
    private const string Budgets = "\"budgets\": [ { \"limit_usd\": 40, \"period\": \"1M\" }, { \"limit_usd\": 40, \"period\": \"1d\", \"rolling\": true } ]";

    [Theory]
    [InlineData(DatabaseKind.Sqlite, 1)]
    [InlineData(DatabaseKind.Postgres, 2)]
    public Task Four_kills_neither_lose_nor_double_spend(DatabaseKind kind, int nodes) => KillAsync(kind, nodes, kills: 4);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(DatabaseKind.Sqlite, 1)]
    [InlineData(DatabaseKind.Postgres, 2)]
    public Task Thirty_kills_neither_lose_nor_double_spend(DatabaseKind kind, int nodes) => KillAsync(kind, nodes, kills: 30);

    private async Task KillAsync(DatabaseKind kind, int nodes, int kills)
    {
        await using var fleet = await BudgetFleet.StartAsync(nodes, Budgets, Price, kind);
        fleet.Provider.UsageOf = _ => new TrueUsage(10, 20);
        var (ok, refused, unknown) = (0, 0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            var victim = kill % nodes;
            var answers = 0;
            var dead = new TaskCompletionSource();
            var callers = Enumerable.Range(0, Callers).Select(n => Task.Run(async () =>
            {
                while (!dead.Task.IsCompleted)
                {
                    var (status, _) = await fleet.ChatAsync(n % nodes, n % 3 == 0 ? """,  "stream": true""" : """, "max_tokens": 30""");
                    _ = status is null ? Interlocked.Increment(ref unknown) : status == HttpStatusCode.OK ? Interlocked.Increment(ref ok) : Interlocked.Increment(ref refused);
                    if (Interlocked.Increment(ref answers) == 20 + (kill * 13 % 70))
                    {
                        fleet.Nodes[victim].KillHard();
                        dead.SetResult();
                    }
                }
            })).ToArray();
            await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
            await fleet.Nodes[victim].StartAgainAsync();
        }

        foreach (var node in fleet.Nodes)
        {
            Assert.Equal(0, await node.TerminateAsync());
        }

        var posted = await fleet.SettledAsync();
        Assert.Equal(6, posted.Count);
        Assert.All(posted.Values, x => Assert.InRange(x, ok * 20_000_000L, 40_000_000_000L));
        Assert.Single(posted.Values.Distinct());
        Assert.True(await fleet.RecordsAsync() >= fleet.Provider.Requests.Count(x => x.Method == "POST"));
        Assert.True(ok > kills * 5 || posted.Values.First() > 39_900_000_000L); // Killed streams are billed all that they held: few may spend it all.
        output.WriteLine($"{kind}, {nodes} nodes, {kills} kills: {ok} accepted, {refused} refused, {unknown} unknown, {posted.Values.First()} nano-dollars posted on each budget.");
    }
}
