using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>A refused request keeps every rule that was asked, in order, with how it stood; one that passes keeps none.</summary>
public sealed class DecisionTraceTests
{
    private static readonly LimitsSpec Team = new()
    {
        Budgets = [new BudgetSpec(0.03m, "1M", "Europe/Berlin")], RateLimits = [new RateLimitSpec(RateMetric.Requests, 600, "1m")], MaxConcurrency = 20,
    };

    [Fact]
    public async Task ABudgetThatRefusesIsToldWithAllRulesBeforeItAndThePrice()
    {
        await using var host = await StartAsync(Budget(1), Team, null, APrice(0.01m));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","max_tokens":5""")).Status);
        }

        var (status, body, answer) = await host.ChatAsync(""","max_tokens":5""");
        Assert.Equal(HttpStatusCode.PaymentRequired, status);
        var (record, steps) = await DecisionAsync(host, answer.Headers.GetValues("x-request-id").Single());

        Assert.Equal(
            ["key key app", "model customer acme", "model team research", "model key app", "freeze customer acme", "freeze team research", "at_once team research", "rate team research", "price ", "budget customer acme", "budget team research"],
            steps.Select(x => $"{x.Rule} {x.Owner}"));
        Assert.Equal(
            new DecisionStep("rate", "team research", "600 requests a minute", "3 counted", "1 request", "596 left", false), steps.Single(x => x.Rule == "rate"));
        Assert.Equal(new DecisionStep("budget", "customer acme", "$1.00 a month", "$0.03 spent, $0.00 reserved", "$0.01", "$0.96 left", false), steps[^2]);
        Assert.Equal(new DecisionStep("budget", "team research", "$0.03 a month (Europe/Berlin)", "$0.03 spent, $0.00 reserved", "$0.01", "$0.04: more than the limit", true), steps[^1]);
        Assert.Contains("and 5 out", steps.Single(x => x.Rule == "price").Before, StringComparison.Ordinal);
        Assert.Single(steps, x => x.Refused);
        Assert.Single(await host.ReadAsync(db => db.UsageRecords.Where(x => x.Decision != null).ToListAsync()));

        // From the id in a sentence, and from the error as a program prints it.
        var search = host.Host.Services.GetRequiredService<RefusalSearch>();
        Assert.Equal(record.Id, Assert.Single(await search.FindAsync($"please look at {record.Id}, thanks", 50)).Id);
        Assert.Equal(record.Id, Assert.Single(await search.FindAsync("HTTP 402 (insufficient_quota): " + body, 50)).Id);
        Assert.Empty(await search.FindAsync("research", 50));
    }

    [Theory]
    [InlineData("rate", "rate_limit_exceeded")]
    [InlineData("freeze", "key_not_permitted")]
    [InlineData("model", "model_not_allowed")]
    [InlineData("request", "invalid_request")]
    [InlineData("price", "budget_exceeded")]
    public async Task EachRuleThatRefusesIsTheLastThatWasAsked(string rule, string code)
    {
        var key = new LimitsSpec { RateLimits = [new RateLimitSpec(RateMetric.Requests, rule == "rate" ? 1 : 100, "1m")], Budgets = [new BudgetSpec(1, "1M")] };
        await using var host = await StartAsync(null, null, key, APrice(0.01m) with { Model = rule is "price" or "model" ? "fake/gpt-4o" : "fake/*" });
        if (rule == "rate")
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        }
        else if (rule == "freeze")
        {
            var commands = host.Host.Services.GetRequiredService<LimitCommands>();
            var id = await host.ReadAsync(db => db.VirtualKeys.Select(x => x.Id).SingleAsync());
            Assert.True((await commands.SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.VirtualKey, id, frozen: true)).IsOk);
        }

        var (_, body, answer) = await host.ChatAsync(rule == "request" ? ",\"n\":0" : "", rule == "model" ? "nowhere/gpt" : rule == "price" ? "fake/unheard-of" : null);
        Assert.Equal(rule == "model" ? "model_not_found" : code, CodeOf(body));
        var (_, steps) = await DecisionAsync(host, answer.Headers.GetValues("x-request-id").Single());
        Assert.Equal((rule, true), (steps[^1].Rule, steps[^1].Refused));
        Assert.Single(steps, x => x.Refused);
    }

    [Fact]
    public void ADecisionOfManyRulesKeepsThoseThatRefused()
    {
        var steps = Enumerable.Range(0, 400).Select(i => new DecisionStep("budget", $"tag {i}", "$1.00 a day", "$0.50 spent, $0.00 reserved", "$0.01", "$0.49 left", Refused: i == 390)).ToList();

        var text = DecisionText.Of(steps);

        Assert.InRange(text.Length, 1_000, DecisionText.Longest);
        Assert.Equal("tag 390", Assert.Single(DecisionText.Parse(text), x => x.Refused).Owner);
        Assert.Empty(DecisionText.Parse("{"));
    }

    private static async Task<(UsageRecord Record, IReadOnlyList<DecisionStep> Steps)> DecisionAsync(BudgetedHost host, string id)
    {
        Assert.True(await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync());
        var record = await host.ReadAsync(db => db.UsageRecords.AsNoTracking().SingleAsync(x => x.Id == Guid.Parse(id)));
        return (record, DecisionText.Parse(record.Decision));
    }
}
