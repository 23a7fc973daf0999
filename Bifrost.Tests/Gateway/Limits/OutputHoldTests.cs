using System.Net;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>What is held for the output of calls, with and without a cap, streamed and not.</summary>
public sealed class OutputHoldTests
{
    private const decimal ATenthOfACent = 0.001m;

    [Fact]
    public async Task ACallWithItsOwnCapHoldsJustThat()
    {
        await using var host = await StartAsync(null, null, Budget(0.1m), APriceForOutput(ATenthOfACent));
        host.Provider.UsageOf = _ => new TrueUsage(10, 100);

        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(""","max_tokens":101""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","max_tokens":100""")).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(""","max_tokens":1""")).Status);
        Assert.Equal(100_000_000, Assert.Single(await host.AssertCountersEqualRecordsAsync()).Value);
    }

    [Fact]
    public async Task EachOfSeveralChoicesIsHeld()
    {
        await using var host = await StartAsync(null, null, Budget(0.1m), APriceForOutput(ATenthOfACent));
        host.Provider.UsageOf = _ => new TrueUsage(10, 100);

        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(""","max_tokens":51,"n":2""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","max_tokens":50,"n":2""")).Status);
    }

    [Fact]
    public async Task ACallWithoutACapIsSentWithOneThatCanBePaid()
    {
        await using var host = await StartAsync(null, null, Budget(1), APriceForOutput(ATenthOfACent));
        host.Provider.UsageOf = _ => new TrueUsage(10, 50);

        var (status, _, response) = await host.ChatAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("1000", response.Headers.GetValues("x-bf-output-cap").Single());
        using var sent = JsonDocument.Parse(host.Provider.Requests.Single().Body);
        Assert.Equal(1000, sent.RootElement.GetProperty("max_tokens").GetInt32());
        Assert.Equal("gpt-4o", sent.RootElement.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData(""","tools":[{"type":"function","function":{"name":"f","parameters":{}}}]""")]
    [InlineData(""","response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"}}}""")]
    [InlineData(""","max_completion_tokens":null""")]
    public async Task NoCapIsSentWhereItWouldBreakTheAnswer(string more)
    {
        await using var host = await StartAsync(null, null, Budget(1), APriceForOutput(ATenthOfACent));

        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(more)).Status);
        Assert.Empty(host.Provider.Requests);
    }

    [Fact]
    public async Task NoCapIsSentWhereTheBudgetSaysSoNorOneBelow256()
    {
        await using var without = await StartAsync(null, null, Budget(1, outputCap: false), APriceForOutput(ATenthOfACent));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await without.ChatAsync()).Status);

        await using var small = await StartAsync(null, null, Budget(0.255m), APriceForOutput(ATenthOfACent));
        Assert.Equal(HttpStatusCode.PaymentRequired, (await small.ChatAsync()).Status);

        await using var enough = await StartAsync(null, null, Budget(0.256m), APriceForOutput(ATenthOfACent));
        Assert.Equal("256", (await enough.ChatAsync()).Response.Headers.GetValues("x-bf-output-cap").Single());
    }

    [Fact]
    public async Task AStreamWithoutACapEndsWhenItsHoldCannotGrowAndIsBilledForWhatCame()
    {
        await using var host = await StartAsync(null, null, Budget(1), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync();
        host.Provider.TextOf = _ => string.Join(' ', Enumerable.Repeat("word", 2_000));

        var (status, body, _) = await host.ChatAsync(""","stream":true""");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"code\":\"budget_exceeded\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        await Polling.UntilAsync(() => host.ReservedNanos == 0, () => "a hold is left");
        var spent = Assert.Single(await host.AssertCountersEqualRecordsAsync()).Value;
        Assert.InRange(spent, 1, 1_000_000_000);
        var record = await host.ReadAsync(db => db.UsageRecords.SingleAsync(x => x.Charges != null));
        Assert.Equal((UsageOutcome.Ended, "budget_exceeded", true), (record.Outcome, record.ErrorCode, record.Estimated));
        await host.AssertProviderIsHealthyAsync();
    }

    [Fact]
    public async Task AStreamThatFitsIsNotCut()
    {
        await using var host = await StartAsync(null, null, Budget(3), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync();
        host.Provider.TextOf = _ => string.Join(' ', Enumerable.Repeat("word", 2_000));

        var (_, body, _) = await host.ChatAsync(""","stream":true""");

        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
        Assert.Equal(0, host.ReservedNanos);
        var record = Assert.Single(await host.AssertCountersEqualRecordsAsync());
        Assert.Equal(await host.ReadAsync(db => db.UsageRecords.Where(x => x.Charges != null).SumAsync(x => x.CostNanos!.Value)), record.Value);
        Assert.Equal(0, await host.ReadAsync(async db => (await db.UsageRecords.SingleAsync(x => x.Charges != null)).ExcessNanos));
    }

    [Fact]
    public async Task AProviderThatPassesTheCapIsBilledAndTheBudgetSaysSo()
    {
        await using var host = await StartAsync(null, null, Budget(0.1m), APriceForOutput(ATenthOfACent));
        host.Provider.UsageOf = _ => new TrueUsage(10, 150);

        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","max_tokens":100""")).Status);
        var (_, body, _) = await host.ChatAsync(""","max_tokens":100""");

        Assert.Contains("$0.15 of $0.10 spent", body, StringComparison.Ordinal);
        Assert.Equal(150_000_000, Assert.Single(await host.AssertCountersEqualRecordsAsync()).Value);
        var record = await host.ReadAsync(db => db.UsageRecords.SingleAsync(x => x.Status == 200));
        Assert.Equal((100_000_000L, 50_000_000L), (record.HeldNanos!.Value, record.ExcessNanos));
        using var client = host.Host.CreateClient();
        Assert.Matches("""bifrost_gateway_budget_excess_[a-zA-Z_]*\{[^}]*gen_ai_provider_name="fake"[^}]*\} 0\.05""", await client.GetStringAsync("/metrics"));
    }
}
