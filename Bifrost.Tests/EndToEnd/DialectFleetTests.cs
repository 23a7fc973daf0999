using System.Net;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.EndToEnd;

/// <summary>Callers of Anthropic's and Gemini's dialects on two nodes and one PostgreSQL, all of them translated for a provider of OpenAI's.</summary>
[Collection(ProcessTests.Name)]
public sealed class DialectFleetTests(ITestOutputHelper output)
{
    private const string Gemini = "/genai/v1beta/models/fake%2Fgpt-4o:";

    [Fact]
    public async Task A_dollar_is_a_hundred_calls_of_a_cent_whatever_dialects_are_spoken()
    {
        await using var fleet = await BudgetFleet.StartAsync(2, "\"budgets\": [ { \"limit_usd\": 1, \"period\": \"1M\" } ]", "\"input_per_mtok\": 0, \"output_per_mtok\": 0, \"requests_per_thousand\": 10");
        using var stop = new CancellationTokenSource();
        var watching = fleet.WatchAsync(stop.Token);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => AskAsync(fleet, i)));

        Assert.Equal(100, answers.Count(x => x.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(x => x.Status != HttpStatusCode.OK), x => Assert.Equal(HttpStatusCode.PaymentRequired, x.Status));
        Assert.Equal(100, fleet.Provider.Requests.Count(x => x.Method == "POST"));
        var posted = await fleet.SettledAsync();
        Assert.Equal([1_000_000_000L, 1_000_000_000L, 1_000_000_000L], posted.Values);
        await stop.CancelAsync();
        Assert.Empty((await watching).Violations);
    }

    [Fact]
    public async Task Kills_neither_lose_nor_double_what_translated_calls_spend()
    {
        const int Callers = 12;
        await using var fleet = await BudgetFleet.StartAsync(2, "\"budgets\": [ { \"limit_usd\": 40, \"period\": \"1M\" } ]", "\"input_per_mtok\": 1, \"output_per_mtok\": 1000");
        fleet.Provider.UsageOf = _ => new TrueUsage(10, 20);
        var (ok, unknown) = (0, 0);
        for (var kill = 0; kill < 4; kill++)
        {
            var (victim, answers, dead) = (kill % 2, 0, new TaskCompletionSource());
            var callers = Enumerable.Range(0, Callers).Select(n => Task.Run(async () =>
            {
                for (var i = n; !dead.Task.IsCompleted; i += 3)
                {
                    var (status, _) = await AskAsync(fleet, i);
                    _ = status is null ? Interlocked.Increment(ref unknown) : status == HttpStatusCode.OK ? Interlocked.Increment(ref ok) : 0;
                    if (Interlocked.Increment(ref answers) == 20 + (kill * 17))
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
        Assert.Equal(3, posted.Count);
        Assert.Single(posted.Values.Distinct());
        Assert.All(posted.Values, x => Assert.InRange(x, ok * 20_000_000L, 40_000_000_000L));
        Assert.True(await fleet.RecordsAsync() >= fleet.Provider.Requests.Count(x => x.Method == "POST"));
        Assert.Equal(0, await fleet.RecordsAsync("dialect IS NULL OR provider <> 'fake'"));
        output.WriteLine($"{ok} accepted, {unknown} unknown, {posted.Values.First()} nano-dollars posted on each budget.");
    }

    private static Task<(HttpStatusCode? Status, string Body)> AskAsync(BudgetFleet fleet, int i) => (i % 4) switch
    {
        0 => fleet.PostAsync(i / 4 % 2, "/v1/messages", """{"model":"fake/gpt-4o","max_tokens":30,"messages":[{"role":"user","content":"Hello there"}]}"""),
        1 => fleet.PostAsync(i / 4 % 2, Gemini + "generateContent", """{"contents":"Hello there","generationConfig":{"maxOutputTokens":30}}"""),
        2 => fleet.PostAsync(i / 4 % 2, "/v1/messages", """{"model":"fake/gpt-4o","max_tokens":30,"stream":true,"messages":[{"role":"user","content":"Hello there"}]}"""),
        _ => fleet.PostAsync(i / 4 % 2, Gemini + "streamGenerateContent?alt=sse", """{"contents":"Hello there","generationConfig":{"maxOutputTokens":30}}"""),
    };
}
