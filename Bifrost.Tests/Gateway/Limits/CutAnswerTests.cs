using System.Net;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Routing;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Tests.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>An answer that breaks off was generated and is charged for; what was held for it is free whatever else fails.</summary>
public sealed class CutAnswerTests
{
    private const string Begun = """{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"A long answer that was """;

    private static PriceSpec Price => new() { Model = "fake/*", InputPerMtok = 1, OutputPerMtok = 1_000 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatCameAndWhatTheModelEmitsIsCharged(bool broken)
    {
        await using var host = await StartAsync(null, null, Budget(2), Price);
        var script = new Script().Chunk(Begun);
        host.Provider.On(_ => true, broken ? script.Close() : script, times: 1);

        Assert.Equal(HttpStatusCode.BadGateway, (await host.ChatAsync(""","max_tokens":1000""")).Status);

        var record = Assert.Single((await host.SettledAsync()).Records);
        Assert.Equal((UsageOutcome.ProviderError, true, 1_000L), (record.Outcome, record.Estimated, record.OutputTokens));
        Assert.InRange(record.CostNanos!.Value, 1_000_000_000, record.HeldNanos!.Value);
    }

    [Fact]
    public async Task NoJsonAtAllCostsNothing()
    {
        await using var host = await StartAsync(null, null, Budget(2), Price);
        host.Provider.On(_ => true, Script.Json("Not found"));

        Assert.Equal(HttpStatusCode.BadGateway, (await host.ChatAsync(""","max_tokens":1000""")).Status);

        Assert.Equal(0, (await host.SettledAsync()).Posted);
    }

    /// <summary>What was generated is billed by the provider, whether or not it is fit for the caller.</summary>
    [Theory]
    [InlineData("compressed", "")]
    [InlineData("compressed", ",\"stream\":true")]
    [InlineData("as text", "")]
    [InlineData("as text and cut", "")]
    [InlineData("a stream as text", ",\"stream\":true")]
    [InlineData("as a page", "")]
    [InlineData("a stream as a page", ",\"stream\":true")]
    [InlineData("beside an error", "")]
    [InlineData("empty beside an error", "")]
    public async Task AnAnswerThatIsNotPassedOnIsCharged(string what, string more)
    {
        await using var host = await StartAsync(null, null, Budget(100), Price);
        host.Provider.On(_ => true, Unfit(what));

        Assert.Equal(HttpStatusCode.BadGateway, (await host.ChatAsync(""","max_tokens":1000""" + more)).Status);

        var record = Assert.Single((await host.SettledAsync()).Records);
        Assert.Equal((UsageOutcome.ProviderError, true, 1_000L), (record.Outcome, record.Estimated, record.OutputTokens));
        Assert.InRange(record.CostNanos!.Value, 1_000_000_000, record.HeldNanos!.Value);
    }

    [Theory]
    [InlineData("a page")]
    [InlineData("an error")]
    [InlineData("an error as text")]
    [InlineData("no answers and an error")]
    [InlineData("nothing, compressed")]
    [InlineData("words as text")]
    public async Task WhatIsNoAnswerCostsNothing(string what)
    {
        await using var host = await StartAsync(null, null, Budget(100), Price);
        host.Provider.On(_ => true, Unfit(what));

        Assert.Equal(HttpStatusCode.BadGateway, (await host.ChatAsync(""","max_tokens":1000""")).Status);

        Assert.Equal(0, (await host.SettledAsync()).Posted);
    }

    private static Script Unfit(string what)
    {
        const string Error = "\"error\":{\"message\":\"cut\",\"code\":\"server_error\"}";
        var whole = ChatEvents.Whole(string.Concat(Enumerable.Repeat(" word", 500)), 500);
        return what switch
        {
            "compressed" => Script.Json(whole).Header("Content-Encoding", "gzip"),
            "as text" => Script.Json(whole).ContentType("text/plain"),
            "as text and cut" => Script.Json(whole[..^100]).ContentType("text/plain"),
            "a stream as text" => new Script().ContentType("text/plain").Chunk(ChatEvents.Text("Hi")).Hang(),
            "as a page" => Script.Json(whole).ContentType("text/html"),
            "a stream as a page" => new Script().ContentType("text/html; charset=utf-8").Chunk(ChatEvents.Text("Hi")).Hang(),
            "beside an error" => Script.Json($$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"half an answer"},"finish_reason":"error"}],{{Error}}}"""),
            "empty beside an error" => Script.Json($$"""{"choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"error"}],{{Error}}}"""),
            "a page" => Script.Json("<html>busy</html>").ContentType("text/html"),
            "an error" => Script.Json($$"""{{{Error}}}"""),
            "an error as text" => Script.Json($$"""{{{Error}}}""").ContentType("text/plain"),
            "no answers and an error" => Script.Json($$"""{"choices":[],{{Error}}}"""),
            "nothing, compressed" => Script.Json("").Header("Content-Encoding", "gzip"),
            _ => Script.Json("Not found").ContentType("text/plain"),
        };
    }

    [Fact]
    public async Task AHoldIsFreeWhenItsSettlementFails()
    {
        await using var host = await StartAsync(null, null, Budget(2), Price);
        var services = host.Host.Services;
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = host.Authorization!.ToString();
        Assert.True(RequestScanner.TryScan("""{"model":"fake/gpt-4o","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}"""u8, out var scan, out _));
        using (var exchange = services.GetRequiredService<ExchangeFactory>().Begin(context, new CallerOperation(Operation.Chat)))
        {
            Assert.Null(services.GetRequiredService<Bifrost.Gateway.Authentication.Authenticator>().Authenticate(exchange));
            exchange.Scan = scan;
            Assert.Null(ModelRouter.Route(exchange, scan!.Model));
            Assert.Null(await services.GetRequiredService<Limiter>().AdmitAsync(exchange));
            Assert.True(host.ReservedNanos > 0);
            var settlement = new Settlement(exchange, services.GetRequiredService<SettlementDesk>(), services.GetRequiredService<DecisionTrace>());
            settlement.BeginDispatch();

            // Without a body there is nothing to estimate from.
            Assert.ThrowsAny<Exception>(() => settlement.SettleWithoutAnswer(UsageOutcome.CallerAborted, 499, mayBeBilled: true));
            settlement.Dispose();
        }

        Assert.Equal(0, host.ReservedNanos);
    }
}
