using System.Net;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Limits;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>How many streams at once may be held by what is seen of them: as many as have shown all that they billed.</summary>
public sealed class OutputEvidenceTests
{
    private const string Streamed = ",\"stream\":true";
    private const string Json = ",\"response_format\":{\"type\":\"json_object\"}";

    private static PriceSpec Price => new() { Model = "*", InputPerMtok = 1, OutputPerMtok = 1_000 };

    private const string Model = "fake/openai/gpt-oss-120b";

    /// <summary>A dollar for a thousand tokens of output, $10, and thirty streams at once that think $4 each: only those that rest on what others have shown pass it.</summary>
    [Theory]
    [InlineData(""","reasoning_format":"hidden" """, 0)]
    [InlineData(""","include_reasoning":false""", 0)]
    [InlineData("", StreamProof.Least)]
    public async Task StreamsAtOnceThatHideAfterTheirModelHasShownAllPassTheBudgetByAsManyAsHaveShown(string more, int answers)
    {
        await using var host = await StartAsync(null, null, Budget(10), Price);
        await host.ShowAllOutputAsync(Model);
        var before = host.Provider.Requests.Count;
        using var go = new ScriptGate();
        host.Provider.On(_ => true, _ => new Script().ContentType("text/event-stream").Chunk(ChatEvents.Text("Hello")).Gate(go.Opened).Chunk(ChatEvents.Finish).Chunk(ChatEvents.Usage(4_000, 3_990)).Chunk(ChatEvents.Done));

        var calls = Enumerable.Range(0, 30).Select(_ => host.ChatAsync(Streamed + more, Model)).ToArray();
        await Polling.UntilAsync(() => host.Provider.Requests.Count - before + calls.Count(x => x.IsCompleted) >= 30, () => "not all have arrived");
        go.Open();
        await Task.WhenAll(calls);

        Assert.InRange((await host.SettledAsync()).Posted, 4_000_000_000, 10_000_000_000 + (answers * 4_000_000_000L));
    }

    /// <summary>Each gives its place back once, however it ends; a whole one adds a place.</summary>
    [Theory]
    [InlineData("whole", 8)]
    [InlineData("left", 3)]
    [InlineData("failed", 3)]
    [InlineData("broken", 3)]
    public async Task AsManyAtOnceAsHaveShownAllAreHeldByWhatIsSeen(string end, int then)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        await host.ShowAllOutputAsync();
        var before = host.Provider.Requests.Count;

        Assert.Equal([null, null, null, 16_384, 16_384], await AtOnceAsync(host, 5, end));
        await host.SettledAsync();
        host.Provider.ForgetScripts();
        Assert.Equal([.. Enumerable.Repeat<int?>(null, then), 16_384, 16_384], await AtOnceAsync(host, then + 2, "whole"));

        Assert.Equal(before + 5 + then + 2, host.Provider.Requests.Count);
    }

    /// <summary>One that is refused takes none.</summary>
    [Fact]
    public async Task ARefusedStreamKeepsNoPlace()
    {
        await using var host = await StartAsync(null, null, Budget(0.2m), Price);
        await host.ShowAllOutputAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(Streamed)).Status);
        }

        await host.Host.Services.GetRequiredService<Bifrost.Domain.Tenancy.TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new Bifrost.Domain.Tenancy.CustomerSpec("other", Limits: Budget(1_000)));
        var key = Ok(await host.Host.Services.GetRequiredService<Bifrost.Domain.VirtualKeys.VirtualKeyCommands>().CreateAsync(Actor.CommandLine, new Bifrost.Domain.VirtualKeys.VirtualKeySpec("rich", Customer: "other", Models: ["*"])));
        Assert.Equal([null, null, null, 16_384], await AtOnceAsync(host, 4, "whole", key.Secret));
    }

    [Theory]
    [InlineData("gpt-4o", null)]
    [InlineData("gpt-4o-mini-2024-07-18", null)]
    [InlineData("gpt-4.1-nano", null)]
    [InlineData("ft:gpt-4o-mini:acme::1", null)]
    [InlineData("ft:o4-mini:acme::1", "100000")]
    [InlineData("gpt-4oh", "16384")]
    [InlineData("gpt-5", "128000")]
    [InlineData("gpt-4o", "16384", "openai-compatible")]
    public async Task AModelOfOpenAisThatNeverThinksNeedsToShowNothing(string model, string? cap, string kind = "openai")
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        Ok(await host.Host.Services.GetRequiredService<ProviderCommands>().CreateAsync(
            Actor.CommandLine, new ProviderSpec { Name = "oa", Kind = kind, BaseUrl = host.Provider.BaseUrl, AllowPrivateNetwork = true, Keys = [new ProviderKeySpec("k", "upstream-key")] }));

        var answers = await Task.WhenAll(Enumerable.Range(0, StreamProof.Least).Select(_ => host.ChatAsync(Streamed, "oa/" + model)));

        Assert.All(answers, x => Assert.Equal((HttpStatusCode.OK, cap), (x.Status, x.Response.Headers.TryGetValues("x-bf-output-cap", out var values) ? values.Single() : null)));
    }

    /// <summary>Nothing is left to hide for an answer that its cap cuts, or that shows nothing: neither says what others will do.</summary>
    [Theory]
    [InlineData(""","max_tokens":16""", "", 16)]
    [InlineData(""","max_tokens":16""", "Four or five words.", 16)]
    [InlineData(""","n":2,"max_tokens":8""", "", 16)]
    [InlineData("", "", 12)]
    public async Task AStreamThatItsCapCutsOrThatShowsNothingProvesNothing(string more, string text, int output)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        host.Provider.On(_ => true, Script.Sse(ChatEvents.Text(text), ChatEvents.Finish, ChatEvents.Usage(output, 0), ChatEvents.Done), times: 2 * StreamProof.Least);
        for (var i = 0; i < 2 * StreamProof.Least; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(Streamed + more)).Status);
        }

        Assert.Equal("16384", (await host.ChatAsync(Streamed)).Response.Headers.GetValues("x-bf-output-cap").Single());
    }

    /// <summary>What comes in one piece has been generated before anything of it is seen.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task AnAnswerInOnePieceWhereAStreamWasAskedForProvesThatNoneCanBeFollowed(bool shown)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        if (shown)
        {
            await host.ShowAllOutputAsync();
        }

        host.Provider.On(_ => true, Script.Json(ChatEvents.Whole(string.Concat(Enumerable.Repeat(" word", 4_000)), 4_000)), times: StreamProof.Least);
        for (var i = 0; i < StreamProof.Least; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(Streamed)).Status);
        }

        Assert.Equal("16384", (await host.ChatAsync(Streamed)).Response.Headers.GetValues("x-bf-output-cap").Single());
    }

    /// <summary>Some vendors hide the thinking where the answer must be JSON.</summary>
    [Fact]
    public async Task PlainStreamsProveNothingAboutJson()
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        await host.ShowAllOutputAsync();
        var held = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(Streamed + Json)).Status);
            held.Add((await host.SettledAsync()).Records[^1].HeldNanos!.Value / 1_000_000_000);
        }

        Assert.Equal([16, 16, 16, 1, 1], held);
    }

    /// <summary>Opens one after the other until all are under way, ends them all, and says which cap each was sent.</summary>
    private static Script AnswerOf(string end, ScriptGate go) => end switch
    {
        "failed" => new Script().Gate(go.Opened).Status(500).Chunk("{}"),
        "broken" => new Script().ContentType("text/event-stream").Chunk(ChatEvents.Text("Hello")).Gate(go.Opened).Close(),
        _ => new Script().ContentType("text/event-stream").Gate(go.Opened).Chunk(ChatEvents.Text("Hello")).Chunk(ChatEvents.Finish).Chunk(ChatEvents.Usage(1, 0)).Chunk(ChatEvents.Done),
    };

    private static async Task<int?[]> AtOnceAsync(BudgetedHost host, int count, string end, string? key = null)
    {
        using var go = new ScriptGate();
        using var gone = new CancellationTokenSource();
        host.Provider.On(_ => true, _ => AnswerOf(end, go));
        using var client = host.Host.CreateClient();
        client.DefaultRequestHeaders.Authorization = key is null ? host.Authorization : new("Bearer", key);
        var before = host.Provider.Requests.Count;
        var open = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            open.Add(SendAsync());
            await host.Provider.RequestAsync(before + i + 1);
        }

        if (end == "left")
        {
            await gone.CancelAsync();
            await Polling.UntilAsync(() => host.ReservedNanos == 0, () => "a hold is left");
        }

        go.Open();
        await Task.WhenAll(open);
        await Polling.UntilAsync(() => host.ReservedNanos == 0, () => "a hold is left");
        return [.. host.Provider.Requests.Skip(before).Take(count).Select(x => (int?)x.Json!["max_tokens"])];

        async Task SendAsync()
        {
            using var content = new StringContent("""{"model":"fake/gpt-4o","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json");
            try
            {
                using var response = await client.PostAsync("/v1/chat/completions", content, gone.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException && end is "left" or "broken")
            {
            }
        }
    }
}
