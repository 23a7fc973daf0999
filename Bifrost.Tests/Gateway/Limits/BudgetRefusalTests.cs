using System.Net;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>A 402 tells spent money from held money, and the call's own hold from that of others; SDKs try again where that can help.</summary>
public sealed class BudgetRefusalTests
{
    private const decimal ATenthOfACent = 0.001m;

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task OnlyWhatIsHeldInvitesAnotherTry(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(null, null, Budget(1), APriceForOutput(ATenthOfACent), On(database, kind));
        host.Provider.UsageOf = _ => new TrueUsage(10, 600);
        using var go = new ScriptGate();
        host.Provider.On(_ => true, new Script().Gate(go.Opened).Chunk(ChatEvents.Whole("x", 600)), times: 1);
        var open = host.ChatAsync(""","max_tokens":700""");
        await host.Provider.RequestAsync();

        // It would fit if the other had ended.
        AssertRefused(
            await host.ChatAsync(""","max_tokens":500"""), "true", "1",
            "$0.00 of $1.00 spent, $0.70 reserved by calls under way, and this call needs up to $0.50, resets", "What lacks is held by calls under way: try again when they have ended.");

        // It would not.
        AssertRefused(await host.ChatAsync(""","max_tokens":1001"""), "false", null, "needs up to $1.001, resets", null);
        go.Open();
        Assert.Equal(HttpStatusCode.OK, (await open).Status);
        await host.SettledAsync();

        AssertRefused(await host.ChatAsync(""","max_tokens":500"""), "false", null, "$0.60 of $1.00 spent, and this call needs up to $0.50, resets", null);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","max_tokens":400""")).Status);
    }

    [Fact]
    public async Task WhatCannotBePricedInvitesNoOtherTry()
    {
        await using var host = await StartAsync(null, null, Budget(1), APriceForOutput(ATenthOfACent) with { Model = "fake/priced" });

        AssertRefused(await host.ChatAsync(), "false", null, "cannot be known", null);
    }

    [Theory]
    [InlineData(false, "reserved by this call itself, and this call needs up to", "")]
    [InlineData(true, " reserved by calls under way (of which this call holds $", "What lacks is held by other calls under way: try again when they have ended.")]
    public async Task AStreamThatCannotGrowIsToldWhatItHoldsItself(bool besideAnother, string standing, string hint)
    {
        await using var host = await StartAsync(null, null, Budget(3), APriceForOutput(ATenthOfACent));
        await host.ShowAllOutputAsync();
        using var go = new ScriptGate();
        host.Provider.On(_ => besideAnother, new Script().Gate(go.Opened).Chunk(ChatEvents.Whole("x", 10)), times: 1);
        var other = besideAnother ? host.ChatAsync(""","max_tokens":2000""") : null;
        await host.Provider.RequestAsync(besideAnother ? 4 : 3);
        host.Provider.TextOf = _ => string.Join(' ', Enumerable.Repeat("word", besideAnother ? 1_500 : 4_000));

        var (_, body, answer) = await host.ChatAsync(",\"stream\":true");

        Assert.Contains("\"type\":\"insufficient_quota\"", body, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"budget_exceeded\"", body, StringComparison.Ordinal);
        Assert.Contains(standing, body, StringComparison.Ordinal);
        Assert.Contains(" more, resets ", body, StringComparison.Ordinal);
        Assert.Equal(hint.Length > 0, body.Contains("What lacks", StringComparison.Ordinal));
        Assert.Contains(hint, body, StringComparison.Ordinal);
        go.Open();
        await (other ?? Task.CompletedTask);
        await host.SettledAsync();
        var id = Guid.Parse(answer.Headers.GetValues("x-request-id").Single());
        var steps = DecisionText.Parse((await host.ReadAsync(db => db.UsageRecords.AsNoTracking().SingleAsync(x => x.Id == id))).Decision);
        Assert.Matches(@"^\$0\.00 spent, \$[0-9.]+ reserved \(\$[0-9.]+ by this call\)$", steps.Single(x => x.Refused).Before);
        Assert.Matches("^at most [0-9]+ tokens in and [0-9,]+ out", steps.Single(x => x.Rule == "price").Before);
        Assert.EndsWith(" more", steps.Single(x => x.Rule == "price").Needed, StringComparison.Ordinal);
    }

    private static void AssertRefused((HttpStatusCode Status, string Body, HttpResponseMessage Response) answer, string again, string? after, string words, string? hint)
    {
        Assert.Equal(HttpStatusCode.PaymentRequired, answer.Status);
        Assert.Equal(again, answer.Response.Headers.GetValues("x-should-retry").Single());
        Assert.Equal(after, answer.Response.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null);
        Assert.Contains(words, answer.Body, StringComparison.Ordinal);
        Assert.Equal(hint is not null, answer.Body.Contains("What lacks", StringComparison.Ordinal));
        Assert.Contains(hint ?? "", answer.Body, StringComparison.Ordinal);
    }
}
