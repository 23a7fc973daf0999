using System.Net;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Gateway.Hostile;
using Bifrost.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>To hang up is no way to pay less: whole answers are waited for, streams are charged what they may have cost.</summary>
public sealed class HungUpCallTests
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(400);

    private const string EarlyUsage = """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11}}""" + "\n\n";

    private static readonly string Words = string.Concat(Enumerable.Repeat(" word", 500));

    private static PriceSpec Price => new() { Model = "*", InputPerMtok = 0, OutputPerMtok = 1_000 };

    [Fact]
    public async Task AWholeAnswerCostsWhatItCostsAndHoldsItsPlaceUntilThen()
    {
        await using var host = await StartAsync(null, null, Budget(10) with { MaxConcurrency = 1 }, Price);
        var go = new TaskCompletionSource();
        host.Provider.On(_ => true, new Script().Gate(go.Task).Latency(Work).Chunk(ChatEvents.Whole("x", 1_900)), times: 1);
        await LeaveAsync(host, ""","max_tokens":1900""");

        // Refused or let in by its place alone: had the hung-up call been ended, it would be free.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await host.ChatAsync(""","max_tokens":10""")).Status);
        Assert.Equal(1_900_000_000, host.ReservedNanos);
        go.SetResult();

        var (records, posted) = await host.SettledAsync();
        Assert.Equal(1_900_000_000, posted);
        var record = records.Single(x => x.Status != 429);
        Assert.Equal((UsageOutcome.CallerAborted, 499, false, 1_900L), (record.Outcome, record.Status, record.Estimated, record.OutputTokens));
        Assert.False(host.Provider.Requests[0].CallerWentAway);
    }

    /// <summary>Its connection is gone: to write to it would fail, and the failure be logged as one of the gateway.</summary>
    [Fact]
    public async Task AFailureOfACallThatWasSeenToItsEndIsToldToNobody()
    {
        await using var host = await StartAsync(null, null, Budget(10), Price);
        using var go = new ScriptGate();
        host.Provider.On(_ => true, new Script().Gate(go.Opened).Status(500).Chunk("{}"));
        using var gone = new CancellationTokenSource();
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext { RequestAborted = gone.Token };
        context.Request.Method = "POST";
        context.Request.Headers.Authorization = host.Authorization!.ToString();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes("""{"model":"fake/gpt-4o","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]}"""));
        context.Response.Body = answer;

        var call = host.Host.Services.GetRequiredService<Bifrost.Gateway.GatewayPipeline>().HandleAsync(context, new Bifrost.Gateway.Exchanges.CallerOperation(Bifrost.Gateway.Exchanges.Operation.Chat));
        await host.Provider.RequestAsync();
        await gone.CancelAsync();
        go.Open();
        await call.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(0, answer.Length);
        Assert.Equal(UsageOutcome.ProviderError, Assert.Single((await host.SettledAsync()).Records).Outcome);
        Assert.Single(host.Provider.Requests);
    }

    [Fact]
    public async Task WithoutAHardBudgetTheProviderIsToldAtOnce()
    {
        await using var host = await StartAsync(null, null, null, Price);
        host.Provider.On(_ => true, new Script().Hang());

        await LeaveAsync(host, "");

        await host.Provider.Requests[0].CallerGone.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task AnAnswerThatTakesTooLongIsChargedForWhatMayHaveBeenGenerated()
    {
        await using var host = await StartAsync(null, null, Budget(10), Price);
        var providers = host.Host.Services.GetRequiredService<ProviderCommands>();
        Ok(await providers.CreateAsync(Actor.CommandLine, HostileGateway.Spec("slow", host.Provider.BaseUrl, "upstream-key") with { FirstByteTimeout = TimeSpan.FromSeconds(1) }));
        host.Provider.On(_ => true, new Script().Hang(), times: 1);

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await host.ChatAsync(""","max_tokens":1000""", "slow/m")).Status);
        Assert.Equal(1_000_000_000, (await host.SettledAsync()).Posted);

        // Once answers were seen, as many tokens as they had.
        host.Provider.UsageOf = _ => new TrueUsage(10, 64);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","max_tokens":1000""", "slow/m")).Status);
        host.Provider.On(_ => true, new Script().Hang(), times: 1);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await host.ChatAsync(""","max_tokens":1000""", "slow/m")).Status);
        var (records, posted) = await host.SettledAsync();
        Assert.Equal(1_128_000_000, posted);
        Assert.Equal([true, false, true], records.Select(x => x.Estimated));
    }

    [Fact]
    public async Task AStreamThatMayHaveThoughtUnseenIsChargedItsHold()
    {
        await using var host = await StartAsync(null, null, Budget(2), Price);
        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk(ChatEvents.Text("The answer")).Hang());

        await LeaveAsync(host, ",\"stream\":true", "The answer");

        var (records, posted) = await host.SettledAsync();
        Assert.Equal(2_000_000_000, posted);
        Assert.Equal((UsageOutcome.CallerAborted, true), (records[0].Outcome, records[0].Estimated));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(",\"stream\":true")).Status);
    }

    [Fact]
    public async Task AStreamThatShowsAllIsChargedWhatWasSeen()
    {
        await using var host = await StartAsync(null, null, Budget(2), Price);
        await host.ShowAllOutputAsync();
        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk(ChatEvents.Text("The answer")).Hang());

        await LeaveAsync(host, ",\"stream\":true", "The answer");

        Assert.InRange((await host.SettledAsync()).Posted, 1, 10_000_000);
        await host.Provider.Requests[^1].CallerGone.WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Vendors that repeat the usage in each chunk begin with next to nothing, and others say it before they have finished.</summary>
    [Theory]
    [InlineData(true, "", 490_000_000, 700_000_000)]
    [InlineData(true, ",\"max_tokens\":5000", 490_000_000, 700_000_000)]
    [InlineData(false, ",\"max_tokens\":5000", 5_000_000_000, 5_000_000_000)]
    public async Task AStreamThatBeginsWithUsageIsChargedForWhatCame(bool shown, string more, long atLeast, long atMost)
    {
        await using var host = await StartAsync(null, null, Budget(100), Price);
        if (shown)
        {
            await host.ShowAllOutputAsync();
        }

        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk(EarlyUsage).Chunk(ChatEvents.Text(Words)).Chunk(ChatEvents.Text("THE LAST")).Hang());

        await LeaveAsync(host, ",\"stream\":true" + more, "THE LAST");

        var (records, posted) = await host.SettledAsync();
        Assert.InRange(posted, atLeast, atMost);
        Assert.True(records[0].Estimated);
    }

    /// <summary>It has finished, but what it said of its usage was before that.</summary>
    [Fact]
    public async Task AnEarlyUsageIsNotTheLastWordOfAStreamThatHasFinished()
    {
        await using var host = await StartAsync(null, null, Budget(100), Price);
        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk(EarlyUsage).Chunk(ChatEvents.Text(Words)).Chunk(ChatEvents.Finish).Latency(Work).Chunk(ChatEvents.Usage(1_000, 400)).Chunk(ChatEvents.Done));

        await LeaveAsync(host, ",\"stream\":true,\"max_tokens\":5000", "\"finish_reason\":\"stop\"");

        Assert.Equal(1_000_000_000, (await host.SettledAsync()).Posted);
    }

    [Fact]
    public async Task AStreamThatHasSaidWhatItCostCostsThat()
    {
        await using var host = await StartAsync(null, null, Budget(100), Price);
        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk(ChatEvents.Text(Words)).Chunk(ChatEvents.Finish).Chunk(ChatEvents.Usage(450, 0).Replace("\"choices\":[]", "\"choices\":[{\"index\":0,\"delta\":{}}]", StringComparison.Ordinal)).Hang());

        await LeaveAsync(host, ",\"stream\":true,\"max_tokens\":5000", "\"usage\"");

        var (records, posted) = await host.SettledAsync();
        Assert.Equal((450_000_000L, false), (posted, records[0].Estimated));
    }

    [Fact]
    public async Task AStreamThatHasFinishedIsWaitedForUntilItHasSaidWhatItCost()
    {
        await using var host = await StartAsync(null, null, Budget(100), Price);
        host.Provider.On(_ => true, new Script().ContentType("text/event-stream").Chunk(ChatEvents.Text("The answer")).Chunk(ChatEvents.Finish).Latency(Work).Chunk(ChatEvents.Usage(1_000, 990)).Chunk(ChatEvents.Done));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => LeaveAsync(host, ",\"stream\":true,\"max_tokens\":5000", "\"finish_reason\":\"stop\"")));

        var (records, posted) = await host.SettledAsync();
        Assert.Equal(5_000_000_000, posted);
        Assert.All(records, x => Assert.Equal((UsageOutcome.CallerAborted, false, 1_000L), (x.Outcome, x.Estimated, x.OutputTokens)));
    }

    /// <summary>Calls, waits until the provider has the call or the caller the text, and hangs up.</summary>
    private static async Task LeaveAsync(BudgetedHost host, string more, string? until = null)
    {
        var before = host.Provider.Requests.Count;
#pragma warning disable RS0030 // The test is the caller; one that leaves does not read on for a while, as HttpClient would.
        using var client = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = host.Host.BaseAddress };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = host.Authorization;
        using var gone = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent($$"""{"model":"fake/gpt-4o","messages":[{"role":"user","content":"Hi"}]{{more}}}""", Encoding.UTF8, "application/json") };
        var sending = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gone.Token);
        if (until is null)
        {
            await host.Provider.RequestAsync(before + 1);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
            return;
        }

        using var response = await sending;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is { } line && !line.Contains(until, StringComparison.Ordinal))
        {
        }
    }
}
