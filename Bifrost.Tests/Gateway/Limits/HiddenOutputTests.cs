using System.Net;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>Output that is billed and that nobody sees passes no hard budget: it is held for until a model has shown that it has none.</summary>
public sealed class HiddenOutputTests
{
    private const string Streamed = ",\"stream\":true";

    private static PriceSpec Price => new() { Model = "fake/*", InputPerMtok = 1, OutputPerMtok = 1_000 };

    [Fact]
    public async Task ManyStreamsThatThinkUnseenDoNotPassTheBudget()
    {
        await using var host = await StartAsync(null, null, Budget(40), Price);
        host.Provider.On(_ => true, Thinking);

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.ChatAsync(Streamed)));

        Assert.InRange(answers.Count(x => x.Status == HttpStatusCode.OK), 2, 39);
        Assert.All(answers.Where(x => x.Status == HttpStatusCode.OK), x => Assert.True(x.Response.Headers.Contains("x-bf-output-cap")));
        var (records, posted) = await host.SettledAsync();
        Assert.All(records, x => Assert.Equal(0, x.ExcessNanos));
        Assert.InRange(posted, 20_000_000_000, 40_000_000_000);
    }

    [Fact]
    public async Task AModelIsHeldByWhatIsSeenOnceItHasShownAllAndNeverAgainWhenItHasHidden()
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);

        Assert.Equal(["16384", "16384", "16384", null, null], await CapsAsync(host, 5));
        host.Provider.On(_ => true, Thinking, times: 1);
        Assert.Equal([null, "16384", "16384", "16384", "16384"], await CapsAsync(host, 5));
        Assert.Equal("16384", Assert.Single(await CapsAsync(host, 1, "fake/another")));
    }

    [Theory]
    [InlineData(""", "reasoning_effort":"high" """, "fake/gpt-4o", "16384")]
    [InlineData(""", "thinking":{"type":"enabled"} """, "fake/gpt-4o", "16384")]
    [InlineData(""", "reasoning_format":"hidden" """, "fake/gpt-4o", "16384")]
    [InlineData(""", "include_reasoning":false""", "fake/gpt-4o", "16384")]
    [InlineData(""", "Include_R\u0065asoning":false""", "fake/gpt-4o", "16384")]
    [InlineData(""", "enable_thinking":true""", "fake/gpt-4o", "16384")]
    [InlineData(""", "thinking_budget":1024""", "fake/gpt-4o", "16384")]
    [InlineData(""", "reasoning":{"exclude":true}""", "fake/gpt-4o", "16384")]
    [InlineData(""", "chat_template_kwargs":{"thinking":true}""", "fake/gpt-4o", "16384")]
    [InlineData(""", "chat_template_kwargs":"{}" """, "fake/gpt-4o", "16384")]
    [InlineData(""", "extra_body":{"reasoning_effort":"low"}""", "fake/gpt-4o", "16384")]
    [InlineData(""", "extra_body":{"google":{"thinking_config":{"thinkingBudget":1024}}}""", "fake/gpt-4o", "16384")]
    [InlineData(""", "extra_body":{"include_reasoning":false}""", "fake/gpt-4o", "16384")]
    [InlineData(""", "reasoning_effort":"none" """, "fake/gpt-4o", null)]
    [InlineData(""", "enable_thinking":false""", "fake/gpt-4o", null)]
    [InlineData(""", "reasoning_format":null""", "fake/gpt-4o", null)]
    [InlineData(""", "chat_template_kwargs":{"enable_thinking":false}""", "fake/gpt-4o", null)]
    [InlineData(""", "extra_body":{"enable_thinking":false,"google":{"safety_settings":[]}}""", "fake/gpt-4o", null)]
    [InlineData("", "fake/deep-thinking-1", "16384")]
    [InlineData("", "fake/gpt-4o", null)]
    public async Task ACallThatAsksForThoughtAndAModelKnownForItHoldTheFullCap(string more, string model, string? cap)
    {
        await using var host = await StartAsync(null, null, Budget(1_000), Price);
        await host.ShowAllOutputAsync(model);

        Assert.Equal(cap, Assert.Single(await CapsAsync(host, 1, model, more)));
    }

    [Fact]
    public async Task AWholeAnswerIsSentTheCapThatIsHeldForIt()
    {
        await using var host = await StartAsync(null, null, Budget(20), Price);
        host.Provider.On(_ => true, x => Script.Json(ChatEvents.Whole("x", CapOf(x) ?? 100_000)));

        var (status, _, response) = await host.ChatAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(16_384, CapOf(host.Provider.Requests.Single()));
        Assert.Equal("16384", response.Headers.GetValues("x-bf-output-cap").Single());
        Assert.InRange((await host.SettledAsync()).Posted, 1, 20_000_000_000);
    }

    [Fact]
    public async Task WhereNoCapMayBeSentTheMostThatWasSeenIsHeld()
    {
        await using var host = await StartAsync(null, null, Budget(150, outputCap: false), Price);
        host.Provider.On(_ => true, Script.Json(ChatEvents.Whole("x", 100_000)));

        var (status, _, response) = await host.ChatAsync();
        Assert.Equal((HttpStatusCode.OK, false), (status, response.Headers.Contains("x-bf-output-cap")));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);
        Assert.InRange((await host.SettledAsync()).Posted, 100_000_000_000, 150_000_000_000);
    }

    [Fact]
    public async Task WhatOnlyTheTotalTellsIsBilled()
    {
        await using var host = await StartAsync(null, null, Budget(20), Price);
        host.Provider.On(_ => true, Script.Json(ChatEvents.Whole("x", 20).Replace("\"total_tokens\":30", "\"total_tokens\":5030", StringComparison.Ordinal)));

        await host.ChatAsync(""","max_tokens":6000""");

        var record = Assert.Single((await host.SettledAsync()).Records);
        Assert.Equal((5_020L, false, UsageOutcome.Completed), (record.OutputTokens, record.Estimated, record.Outcome));
        Assert.True(record.CostNanos > 5_000_000_000);
    }

    /// <summary>Its provider ends with an error event, or without a word on what it cost.</summary>
    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"x\",\"type\":\"server_error\",\"code\":\"server_error\"}}\n\n", UsageOutcome.ProviderError)]
    [InlineData("data: [DONE]\n\n", UsageOutcome.Completed)]
    public async Task AStreamThatMayHaveThoughtUnseenAndDoesNotSayWhatItCostIsChargedItsHold(string end, UsageOutcome outcome)
    {
        await using var host = await StartAsync(null, null, Budget(2), Price);
        host.Provider.On(_ => true, Script.Sse(ChatEvents.Text("The answer"), ChatEvents.Finish, end), times: 1);

        await host.ChatAsync(Streamed + ",\"reasoning_effort\":\"high\"");

        var (records, posted) = await host.SettledAsync();
        Assert.InRange(posted, 1_900_000_000, 2_000_000_000);
        Assert.Equal((outcome, true), (records[0].Outcome, records[0].Estimated));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task AStreamThatNothingSpeaksAgainstAndThatDoesNotSayWhatItCostIsChargedWhatWasSeen(bool proven)
    {
        await using var host = await StartAsync(null, null, Budget(20), Price);
        if (proven)
        {
            await host.ShowAllOutputAsync();
        }

        host.Provider.On(_ => true, Script.Sse(ChatEvents.Text("The answer"), ChatEvents.Finish, ChatEvents.Done), times: 1);

        await host.ChatAsync(Streamed);

        Assert.InRange((await host.SettledAsync()).Posted, 1_000_000, 10_000_000);
    }

    /// <summary>Nobody sees what it thinks: 20,000 tokens, or as many as the cap leaves.</summary>
    private static Script Thinking(ReceivedRequest request)
    {
        var output = Math.Min(20_010, CapOf(request) ?? int.MaxValue);
        return Script.Sse(ChatEvents.Text("Hello"), ChatEvents.Finish, ChatEvents.Usage(output, output - 10), ChatEvents.Done);
    }

    private static int? CapOf(ReceivedRequest request) => (int?)request.Json!["max_tokens"];

    private static async Task<string?[]> CapsAsync(BudgetedHost host, int calls, string? model = null, string more = "")
    {
        var caps = new string?[calls];
        for (var i = 0; i < calls; i++)
        {
            var (status, _, response) = await host.ChatAsync(Streamed + more, model);
            Assert.Equal(HttpStatusCode.OK, status);
            caps[i] = response.Headers.TryGetValues("x-bf-output-cap", out var values) ? values.Single() : null;
        }

        return caps;
    }
}
