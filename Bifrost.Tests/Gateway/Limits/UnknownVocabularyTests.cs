using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Bifrost.Gateway.Limits;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>
/// Streams without a cap of a model whose vocabulary is not known are counted a token a byte, which is several times what they
/// cost: near the edge they are sent a cap instead, so that all of a small budget is there for them.
/// </summary>
public sealed class UnknownVocabularyTests
{
    private const decimal ATenthOfACent = 0.001m;
    private const string Streamed = ",\"stream\":true";
    private const string Model = "fake/unknown-words";
    private const string Tools = ""","tools":[{"type":"function","function":{"name":"f","parameters":{}}}]""";

    [Fact]
    public async Task OneStreamAloneUsesAllThatItNeedsOfASmallBudget()
    {
        await using var host = await StartAsync(null, null, Budget(3), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync(Model);
        host.Provider.On(_ => true, x => Words(x, 2_900));

        var (status, body, response) = await host.ChatAsync(Streamed, Model);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.EndsWith(ChatEvents.Done, body, StringComparison.Ordinal);
        Assert.Equal("3000", response.Headers.GetValues("x-bf-output-cap").Single());
        Assert.Equal(3_000, CapOf(host.Provider.Requests[^1]));
        var (records, posted) = await host.SettledAsync();
        Assert.Equal((2_900_000_000, 3_000_000_000L, 0), (posted, Assert.Single(records).HeldNanos, records[0].ExcessNanos));
    }

    /// <summary>To the last token that can be paid, and each of two choices half of it.</summary>
    [Theory]
    [InlineData("", 3_000)]
    [InlineData(",\"n\":2", 1_500)]
    public async Task AnAnswerThatIsTooLongEndsAtTheCap(string more, int cap)
    {
        await using var host = await StartAsync(null, null, Budget(3), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync(Model);
        host.Provider.On(_ => true, x => Words(x, 20_000));

        var (_, body, response) = await host.ChatAsync(Streamed + more, Model);

        Assert.EndsWith(ChatEvents.Done, body, StringComparison.Ordinal);
        Assert.Equal(cap.ToString(CultureInfo.InvariantCulture), response.Headers.GetValues("x-bf-output-cap").Single());
        Assert.Equal(cap * 1_000_000L, (await host.SettledAsync()).Posted);
        if (cap == 3_000)
        {
            var refused = await host.ChatAsync(Streamed, Model);
            Assert.Equal((HttpStatusCode.PaymentRequired, "false"), (refused.Status, refused.Response.Headers.GetValues("x-should-retry").Single()));
        }
    }

    [Theory]
    [InlineData(Tools, true)]
    [InlineData(""","max_tokens":null""", true)]
    [InlineData("", false)]
    public async Task WhereNoCapMayBeSentItIsLedAndCut(string more, bool outputCap)
    {
        await using var host = await StartAsync(null, null, Budget(3, outputCap: outputCap), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync(Model);
        host.Provider.On(_ => true, x => Words(x, 2_900));

        var (_, body, response) = await host.ChatAsync(Streamed + more, Model);

        Assert.Contains("\"code\":\"budget_exceeded\"", body, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("x-bf-output-cap"));
        Assert.Null(CapOf(host.Provider.Requests[^1]));
        Assert.InRange((await host.SettledAsync()).Posted, 400_000_000, 3_000_000_000);
    }

    /// <summary>A few short answers prove little; many do.</summary>
    [Fact]
    public async Task WithRoomAStreamIsLedByWhatItsModelsAnswersComeTo()
    {
        await using var host = await StartAsync(null, null, Budget(1_000), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync(Model);
        Assert.Equal(4_096 + 256, await HeldAsync(host));

        host.Provider.On(_ => true, x => Words(x, 4_000));
        await HeldAsync(host);
        Assert.Equal(32_768 + 256, await HeldAsync(host));
    }

    /// <summary>More than that is neither sent nor held, whatever its model's answers come to.</summary>
    [Fact]
    public async Task TheFullCapIsSentWhereItCanBePaidAndALeadCannot()
    {
        await using var host = await StartAsync(null, null, Budget(40), APriceForOutput(ATenthOfACent));
        host.Provider.On(_ => true, x => Words(x, 4_000));
        await host.ShowAllOutputAsync(Model);

        var (_, body, response) = await host.ChatAsync(Streamed + ",\"n\":2", Model);

        Assert.EndsWith(ChatEvents.Done, body, StringComparison.Ordinal);
        Assert.Equal("16384", response.Headers.GetValues("x-bf-output-cap").Single());
        Assert.Equal(2 * 16_384_000_000L, Assert.Single((await host.SettledAsync()).Records).HeldNanos);
    }

    /// <summary>None of them is cut: what is held at first is enough, or a cap is sent, or the call is refused and told to come again.</summary>
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task StreamsThatAreLetInTogetherAreNotCut(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(70), APriceForOutput(ATenthOfACent), On(database, kind));
        host.Provider.On(_ => true, x => Words(x, 4_000));
        await host.ShowAllOutputAsync(Model);
        host.Provider.ForgetScripts();
        using var go = new ScriptGate();
        host.Provider.On(_ => true, x => Words(x, 4_000, go.Opened));

        // Three open at once: 33.024 dollars each of two, and what is left of the third.
        var open = new List<Task<(HttpStatusCode Status, string Body, HttpResponseMessage Response)>>();
        for (var i = 1; i <= 3; i++)
        {
            open.Add(host.ChatAsync(Streamed, Model));
            await host.Provider.RequestAsync(StreamProof.Least + i);
        }

        // Were it let in, it would wait like the others.
        var refused = await host.ChatAsync(Streamed, Model).WaitAsync(TimeSpan.FromSeconds(20));
        go.Open();
        var answers = await Task.WhenAll(open);
        Assert.Equal((HttpStatusCode.PaymentRequired, "true"), (refused.Status, refused.Response.Headers.GetValues("x-should-retry").Single()));
        Assert.All(answers, x => Assert.EndsWith(ChatEvents.Done, x.Body, StringComparison.Ordinal));
        Assert.Equal(["3952"], answers.Where(x => x.Response.Headers.Contains("x-bf-output-cap")).Select(x => x.Response.Headers.GetValues("x-bf-output-cap").Single()));
        var (records, posted) = await host.SettledAsync();
        Assert.Equal(11_952_000_000, posted);
        Assert.All(records, x => Assert.Equal(0, x.ExcessNanos));
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task ManyAtOnceNeverPassTheBudgetAndUseNearlyAllOfIt(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(40), APriceForOutput(ATenthOfACent), On(database, kind));
        await host.ShowAllOutputAsync(Model);
        host.Provider.On(_ => true, x => Words(x, 50 + (int)(x.Number * 37 % 700)));

        var (whole, cut) = (0, 0);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                var (status, body, response) = await host.ChatAsync(Streamed, Model);
                if (status == HttpStatusCode.OK)
                {
                    _ = body.Contains("[DONE]", StringComparison.Ordinal) ? Interlocked.Increment(ref whole) : Interlocked.Increment(ref cut);
                    continue;
                }

                // As an SDK does: another try where one is invited, and there must be an end to that.
                Assert.Equal(HttpStatusCode.PaymentRequired, status);
                if (response.Headers.GetValues("x-should-retry").Single() == "false")
                {
                    return;
                }
            }
        }));

        var (records, posted) = await host.SettledAsync();
        Assert.All(records, x => Assert.Equal(0, x.ExcessNanos));
        Assert.Equal(0, cut);
        Assert.InRange(posted, 40_000_000_000 - 256_000_000, 40_000_000_000);
        Assert.InRange(whole, 50, 800);
    }

    private static async Task<long> HeldAsync(BudgetedHost host)
    {
        var (_, body, response) = await host.ChatAsync(Streamed, Model);
        Assert.EndsWith(ChatEvents.Done, body, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("x-bf-output-cap"));
        return (await host.SettledAsync()).Records[^1].HeldNanos!.Value / 1_000_000;
    }

    /// <summary>So many words, a token of five bytes each, or as many as the cap leaves.</summary>
    private static Script Words(ReceivedRequest request, int count, Task? until = null)
    {
        var words = Math.Min(count, CapOf(request) ?? int.MaxValue);
        var script = new Script().ContentType("text/event-stream");
        if (until is not null)
        {
            script.Gate(until);
        }

        for (var sent = 0; sent < words; sent += 50)
        {
            script.Chunk(ChatEvents.Text(string.Concat(Enumerable.Repeat(" word", Math.Min(50, words - sent)))));
        }

        return script.Chunk(ChatEvents.Finish).Chunk(ChatEvents.Usage(words, 0)).Chunk(ChatEvents.Done);
    }

    private static int? CapOf(ReceivedRequest request) => (int?)(request.Json as JsonObject)?["max_tokens"];
}
