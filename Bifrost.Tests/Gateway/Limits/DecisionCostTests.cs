using System.Diagnostics;
using System.Globalization;
using Bifrost.Domain.Limits;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Routing;
using Bifrost.Gateway.WireFormats.OpenAi;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What a decision over three levels of budgets with two rate limits and requests at once each costs: no allocation; the time is printed.</summary>
[Collection(Testing.LoneTests.Name)]
public sealed class DecisionCostTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;

    private static readonly LimitsSpec Whole = new()
    {
        Budgets = [new BudgetSpec(1_000_000, "1M"), new BudgetSpec(1_000_000, "1d", "Europe/Berlin")],
        RateLimits = [new RateLimitSpec(RateMetric.Requests, 1_000_000_000, "1m"), new RateLimitSpec(RateMetric.Tokens, 1_000_000_000_000, "1h")],
        MaxConcurrency = 1_000,
    };

    [Fact]
    public async Task ADecisionAllocatesNothing()
    {
        await using var host = await StartAsync(Whole, Whole, Whole, APriceForOutput(0.000001m));
        Assert.Equal(System.Net.HttpStatusCode.OK, (await host.ChatAsync()).Status);
        var services = host.Host.Services;
        var (factory, limiter) = (services.GetRequiredService<ExchangeFactory>(), services.GetRequiredService<Limiter>());
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = host.Authorization!.ToString();
        Assert.True(RequestScanner.TryScan("""{"model":"fake/gpt-4o","max_tokens":100,"messages":[{"role":"user","content":"Hello there"}]}"""u8, out var scan, out _));
        var (bytes, ticks) = (0L, 0L);
        for (var i = 0; i < 2 * Rounds; i++)
        {
            using var exchange = factory.Begin(context, new CallerOperation(Operation.Chat));
            Assert.Null(services.GetRequiredService<Authenticator>().Authenticate(exchange));
            exchange.Scan = scan;
            Assert.Null(ModelRouter.Route(exchange, scan!.Model));

            var (before, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var deciding = limiter.AdmitAsync(exchange);
            var (took, allocated) = (Stopwatch.GetTimestamp() - began, GC.GetAllocatedBytesForCurrentThread() - before);

            Assert.True(deciding.IsCompletedSuccessfully);
            Assert.Null(await deciding);
            (bytes, ticks) = i < Rounds ? (0, 0) : (bytes + allocated, ticks + took);
            exchange.Reservation!.End(100);
            exchange.Rates!.End(sent: true, 10, 10);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A decision over 6 budgets, 6 rate limits and 3 limits of requests at once: {ticks * 1_000_000_000.0 / Stopwatch.Frequency / Rounds:N0} ns, {(double)bytes / Rounds:N2} bytes."));
        Assert.True(bytes < Rounds, $"{bytes} bytes in {Rounds} decisions");
    }
}
