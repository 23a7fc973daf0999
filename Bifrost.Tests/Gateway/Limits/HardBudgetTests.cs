using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

public sealed class HardBudgetTests
{
    private static readonly LimitsSpec Plenty = Budget(1_000);

    [Theory]
    [InlineData(1, 1_000, 1_000)]
    [InlineData(1_000, 1, 1_000)]
    [InlineData(1_000, 1_000, 1)]
    public async Task TwoThousandCallsOfACentAgainstADollarAreAHundred(int customer, int team, int key)
    {
        await using var host = await StartAsync(Budget(customer), Budget(team), Budget(key), APrice(0.01m));

        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => host.ChatAsync()));

        Assert.Equal(100, answers.Count(x => x.Status == HttpStatusCode.OK));
        Assert.All(answers.Where(x => x.Status != HttpStatusCode.OK), x =>
        {
            Assert.Equal(HttpStatusCode.PaymentRequired, x.Status);
            Assert.Equal("budget_exceeded", CodeOf(x.Body));
        });
        await Polling.UntilAsync(() => host.ReservedNanos == 0, () => "a hold is left");
        var spend = await host.AssertCountersEqualRecordsAsync();
        Assert.Equal(3, spend.Count);
        Assert.All(spend.Values, x => Assert.Equal(1_000_000_000, x));
    }

    [Fact]
    public async Task TheRefusalNamesOwnerLimitSpendAndReset()
    {
        await using var host = await StartAsync(Plenty, new LimitsSpec { Budgets = [new BudgetSpec(0.02m, "1M", "Europe/Berlin")] }, Plenty, APrice(0.01m));
        await host.ChatAsync();
        await host.ChatAsync();

        var (status, body, response) = await host.ChatAsync();

        Assert.Equal(HttpStatusCode.PaymentRequired, status);
        Assert.Matches(@"team research: \$0\.02 of \$0\.02 spent, resets \d{4}-\d\d-01 00:00 \(Europe/Berlin\)\.", body);
        Assert.False(response.Headers.Contains("x-bf-provider"));
        Assert.Equal(2, host.Provider.Requests.Count);
    }

    [Fact]
    public async Task ARefusedCallCostsNothingAndHoldsNothing()
    {
        await using var host = await StartAsync(Plenty, Plenty, Budget(0.005m), APrice(0.01m));

        var (status, _, _) = await host.ChatAsync();

        Assert.Equal(HttpStatusCode.PaymentRequired, status);
        Assert.Equal(0, host.ReservedNanos);
        Assert.Empty(await host.AssertCountersEqualRecordsAsync());
        Assert.Empty(host.Provider.Requests);
    }

    [Fact]
    public async Task AProvidersErrorGivesTheHoldBack()
    {
        await using var host = await StartAsync(Plenty, Plenty, Budget(0.01m), APrice(0.01m));
        host.Provider.Enqueue(Script.Json("""{"error":{"message":"no"}}""", 400));

        Assert.Equal(HttpStatusCode.BadRequest, (await host.ChatAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);
    }

    [Fact]
    public async Task ASoftBudgetCountsAndRefusesNothing()
    {
        await using var host = await StartAsync(null, null, Budget(0.01m, mode: BudgetMode.Soft), APrice(0.01m));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        }

        Assert.Equal(30_000_000, Assert.Single(await host.AssertCountersEqualRecordsAsync()).Value);
    }

    [Fact]
    public async Task ALimitThatIsRaisedOrLoweredHoldsForTheNextCall()
    {
        await using var host = await StartAsync(null, Budget(0.01m), null, APrice(0.01m));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);

        await SetTeamAsync(host, Budget(0.03m));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        await SetTeamAsync(host, Budget(0.01m));
        var (status, body, _) = await host.ChatAsync();

        Assert.Equal(HttpStatusCode.PaymentRequired, status);
        Assert.Contains("$0.02 of $0.01 spent", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AResetAnARaiseMakeRoomAndAreAudited()
    {
        await using var host = await StartAsync(null, Budget(0.01m), null, APrice(0.01m));
        var commands = host.Host.Services.GetRequiredService<LimitCommands>();
        var budget = await host.ReadAsync(db => db.Budgets.SingleAsync());
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        await host.AssertCountersEqualRecordsAsync();

        Ok(await commands.ResetAsync(Actor.CommandLine, budget.Id, "the demo"));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);

        Ok(await commands.RaiseAsync(Actor.CommandLine, budget.Id, Usd.FromDollars(0.01m), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1), "the demo goes on"));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);

        var actions = await host.ReadAsync(db => db.AuditEvents.Select(x => x.Action).ToListAsync());
        Assert.Contains(AuditActions.BudgetReset, actions);
        Assert.Contains(AuditActions.BudgetRaised, actions);
        Assert.Equal(30_000_000, Assert.Single(await host.AssertCountersEqualRecordsAsync()).Value);
    }

    [Fact]
    public async Task ANewBudgetBeginsWithWhatItsOwnerHasSpent()
    {
        await using var host = await StartAsync(null, null, null, APrice(0.01m));
        await host.ChatAsync();
        await host.ChatAsync();
        await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync();

        foreach (var (period, rolling) in new[] { ("1M", false), ("1d", true), ("1h", true) })
        {
            await SetTeamAsync(host, Budget(0.03m, period, rolling));
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
            Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);
            await host.Host.Services.GetRequiredService<UsageWriter>().FlushAsync();
            await SetTeamAsync(host, new LimitsSpec());
            await host.ReadAsync(db => db.UsageRecords.OrderBy(x => x.Id).Take(1).ExecuteDeleteAsync());
            await host.ReadAsync(db => db.UsageTotals.Where(x => x.Model != "").ExecuteUpdateAsync(x => x.SetProperty(t => t.CostNanos, 20_000_000L)));
        }
    }

    [Fact]
    public async Task AFrozenTeamIsStopped()
    {
        await using var host = await StartAsync(null, Plenty, null, APrice(0.01m));
        var team = await host.ReadAsync(db => db.Teams.SingleAsync());
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().SetFrozenAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, frozen: true));

        var (status, body, _) = await host.ChatAsync();

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("key_not_permitted", CodeOf(body));
        Assert.Contains("team research", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachEndUserAndEachTagValueHasItsOwnAccount()
    {
        await using var host = await StartAsync(null, null, null, APrice(0.01m));
        var commands = host.Host.Services.GetRequiredService<LimitCommands>();
        Ok(await commands.CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.EndUser, "*", Budget(0.01m))));
        Ok(await commands.CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(LimitSubjectKind.Tag, "app=*", Budget(0.02m))));

        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","user":"alice" """)).Status);
        var (status, body, _) = await host.ChatAsync(""","user":"alice" """);
        Assert.Equal(HttpStatusCode.PaymentRequired, status);
        Assert.Contains("end user alice", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","safety_identifier":"carol","prompt_cache_key":"alice" """)).Status);
        Assert.Contains("\"safety_identifier\":\"carol\"", host.Provider.Requests[^1].BodyText, StringComparison.Ordinal);
        Assert.Contains("end user carol", (await host.ChatAsync(""","safety_identifier":"carol" """)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","safety_identifier":"carol" """, headers: "x-bf-end-user:dave")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: "x-bf-end-user:bob;x-bf-tags:app=web")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: "x-bf-tags:app=web")).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(headers: "x-bf-tags:app=web")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(headers: "x-bf-tags:app=job")).Status);
        await host.AssertCountersEqualRecordsAsync();
    }

    [Fact]
    public async Task ACallWithoutAPriceIsRefusedAllowedOrHeldAsTheModelsLimitsSay()
    {
        await using var host = await StartAsync(null, Budget(0.05m), null, APrice(0.01m) with { Model = "fake/other" });
        var commands = host.Host.Services.GetRequiredService<LimitCommands>();
        var (status, body, _) = await host.ChatAsync(model: "fake/gpt-unknown");
        Assert.Equal(HttpStatusCode.PaymentRequired, status);
        Assert.Contains("no price is known", body, StringComparison.Ordinal);

        var spec = new LimitSubjectSpec(LimitSubjectKind.Model, "fake/*", new LimitsSpec(), UnpricedRule.Hold, 0.03m);
        var subject = Ok(await commands.CreateSubjectAsync(Actor.CommandLine, spec));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(model: "fake/gpt-unknown")).Status);
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync(model: "fake/gpt-unknown")).Status);

        Ok(await commands.UpdateSubjectAsync(Actor.CommandLine, subject.Id, subject.Version, spec with { Unpriced = UnpricedRule.Allow, UnpricedHoldUsd = 0 }));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(model: "fake/gpt-unknown")).Status);
        Assert.Equal(30_000_000, Assert.Single(await host.AssertCountersEqualRecordsAsync()).Value);
    }

    [Fact]
    public async Task AKeysHolderSeesItsOwnLimitsAndSpend()
    {
        var limits = new LimitsSpec { Budgets = [new BudgetSpec(0.05m, "1d", "Europe/Berlin")], RateLimits = [new RateLimitSpec(RateMetric.Requests, 60, "1m")], MaxConcurrency = 3 };
        await using var host = await StartAsync(null, Plenty, limits, APrice(0.01m));
        await host.ChatAsync();
        await host.AssertCountersEqualRecordsAsync();
        using var client = host.Host.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/key")).StatusCode);

        client.DefaultRequestHeaders.Authorization = host.Authorization;
        using var json = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync("/v1/key"));

        var key = json.RootElement;
        Assert.Equal(("app", "research", "acme"), (key.GetProperty("name").GetString(), key.GetProperty("team").GetString(), key.GetProperty("customer").GetString()));
        var budget = Assert.Single(key.GetProperty("budgets").EnumerateArray());
        Assert.Equal((0.05m, 0.01m, 0.04m), (budget.GetProperty("limit_usd").GetDecimal(), budget.GetProperty("spent_usd").GetDecimal(), budget.GetProperty("left_usd").GetDecimal()));
        Assert.Equal(60, key.GetProperty("rate_limits")[0].GetProperty("requests").GetInt32());
        Assert.Equal(3, key.GetProperty("max_concurrency").GetInt32());
        Assert.Equal(0.01m, key.GetProperty("usage").GetProperty("today_usd").GetDecimal());
    }

    private static async Task SetTeamAsync(BudgetedHost host, LimitsSpec limits)
    {
        var team = await host.ReadAsync(db => db.Teams.SingleAsync());
        Ok(await host.Host.Services.GetRequiredService<Bifrost.Domain.Tenancy.TenancyCommands>()
            .UpdateTeamAsync(Actor.CommandLine, team.Id, team.Version, new Bifrost.Domain.Tenancy.TeamSpec("research", "acme", Limits: limits)));
    }
}
