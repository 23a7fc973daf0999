using System.Globalization;
using System.Net;
using Bifrost.Domain.Limits;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

public sealed class RateLimitTests
{
    [Fact]
    public async Task RequestsBeyondALimitAre429WithATimeThatIsNamed()
    {
        await using var host = await StartAsync(null, Rate(RateMetric.Requests, 3), Rate(RateMetric.Requests, 5), APrice(0.01m));

        for (var left = 2; left >= 0; left--)
        {
            var (ok, _, answer) = await host.ChatAsync();
            Assert.Equal(HttpStatusCode.OK, ok);
            Assert.Equal(left.ToString(CultureInfo.InvariantCulture), answer.Headers.GetValues("x-ratelimit-remaining-requests").Single());
            Assert.Equal("3", answer.Headers.GetValues("x-ratelimit-limit-requests").Single());
            Assert.EndsWith("s", answer.Headers.GetValues("x-ratelimit-reset-requests").Single(), StringComparison.Ordinal);
        }

        var (status, body, response) = await host.ChatAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal("rate_limit_exceeded", CodeOf(body));
        Assert.Contains("The team research may use 3 requests a minute: try again in", body, StringComparison.Ordinal);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 61);
        Assert.Equal("0", response.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        Assert.Equal(3, host.Provider.Requests.Count);
    }

    [Fact]
    public async Task TokensAreCountedAsTheyWereUsed()
    {
        await using var host = await StartAsync(null, null, Rate(RateMetric.Tokens, 1_000), APrice(0.01m));
        host.Provider.UsageOf = _ => new TrueUsage(300, 200);

        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","max_tokens":300""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","max_tokens":300,"stream":true""")).Status);
        var (status, body, response) = await host.ChatAsync(""","max_tokens":300""");

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Contains("1,000 tokens a minute", body, StringComparison.Ordinal);
        Assert.Equal("0", response.Headers.GetValues("x-ratelimit-remaining-tokens").Single());
    }

    /// <summary>What is guessed of a call without a cap is guessed by its own key's answers, and holds a tenth of a limit at most.</summary>
    [Fact]
    public async Task LongAnswersToOneKeyDoNotRefuseAnothers()
    {
        await using var host = await StartAsync(null, null, Rate(RateMetric.Tokens, 5_000), APrice(0.01m));
        using var other = host.Host.CreateClient(await host.Host.AddKeyAsync("other", "*"));
        host.Provider.UsageOf = _ => new TrueUsage(10, 60_000);
        for (var i = 0; i < 30; i++)
        {
            using var answer = await other.PostAsync("/v1/chat/completions", Json("""{"model":"fake/gpt-4o","messages":[{"role":"user","content":"a"}]}"""));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        host.Provider.UsageOf = _ => new TrueUsage(10, 10);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        }
    }

    [Fact]
    public async Task ACallThatABudgetRefusesCountsOnNoRateLimit()
    {
        var limits = new LimitsSpec { Budgets = [new BudgetSpec(0.005m, "1M")], RateLimits = [new RateLimitSpec(RateMetric.Requests, 2, "1m")] };
        await using var host = await StartAsync(null, null, limits, APrice(0.01m));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);
        }
    }

    [Fact]
    public async Task NeverMoreCallsAtOnceThanMayBeAndNoPlaceIsLost()
    {
        await using var host = await StartAsync(null, new LimitsSpec { MaxConcurrency = 4 }, null, APrice(0.01m));
        var (begun, released, most) = (0, 0, 0);
        using var gate = new SemaphoreSlim(0);
        host.Provider.On(_ => true, _ =>
        {
            lock (gate)
            {
                most = Math.Max(most, Interlocked.Increment(ref begun) - Volatile.Read(ref released));
            }

            return new Script().Status(200).Gate(gate).Chunk("""{"id":"x","object":"chat.completion","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");
        });

        var calls = Enumerable.Range(0, 64).Select(_ => host.ChatAsync()).ToList();
        await BegunAsync(4);
        for (var i = 1; i <= 65; i++)
        {
            // Counted as released before it is: what the provider sees can only look like fewer.
            Volatile.Write(ref released, i);
            gate.Release();
            await BegunAsync(Math.Min(i, 64));
        }

        var answers = await Task.WhenAll(calls);
        Assert.All(answers, x => Assert.Equal(HttpStatusCode.OK, x.Status));
        Assert.Equal(4, most);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);

        // Begun at the provider, which has a request before it answers it.
        Task BegunAsync(int calls) => Polling.UntilAsync(() => Volatile.Read(ref begun) >= calls, () => $"{begun} begun of {calls}");
    }

    [Fact]
    public async Task ACallThatFindsNoPlaceInTimeIs429AndACallerThatHangsUpLeavesTheQueue()
    {
        await using var host = await StartAsync(null, null, new LimitsSpec { MaxConcurrency = 1 }, APrice(0.01m));
        var gate = new TaskCompletionSource();
        host.Provider.On(_ => true, new Script().Status(200).ContentType("text/event-stream").Gate(gate.Task).Chunk("data: [DONE]\n\n"), times: 1);
        var first = host.ChatAsync(""","stream":true""");
        await host.Provider.RequestAsync();
        using (var impatient = host.Host.CreateClient())
        {
            impatient.Timeout = TimeSpan.FromMilliseconds(200);
            impatient.DefaultRequestHeaders.Authorization = host.Authorization;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.PostAsync("/v1/chat/completions", Json("""{"model":"fake/x","messages":[{"role":"user","content":"a"}]}""")));
        }

        var (status, body, response) = await host.ChatAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Equal("concurrency_exceeded", CodeOf(body));
        Assert.Equal(1, response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);

        gate.SetResult();
        await first;
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        Assert.Equal(2, host.Provider.Requests.Count);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static LimitsSpec Rate(RateMetric metric, long limit) => new() { RateLimits = [new RateLimitSpec(metric, limit, "1m")] };
}
