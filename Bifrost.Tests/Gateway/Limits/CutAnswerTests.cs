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

    [Fact]
    public async Task AHoldIsFreeWhenItsSettlementFails()
    {
        await using var host = await StartAsync(null, null, Budget(2), Price);
        var services = host.Host.Services;
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = host.Authorization!.ToString();
        Assert.True(RequestScanner.TryScan("""{"model":"fake/gpt-4o","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}"""u8, out var scan, out _));
        using (var exchange = services.GetRequiredService<ExchangeFactory>().Begin(context, Operation.Chat))
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
