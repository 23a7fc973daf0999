using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>A budget that is edited while it is spent: by the node that decides alone, and by one that leases.</summary>
public sealed class BudgetChangeTests
{
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task ALoweredLimitHoldsForTheNextCall(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await HostAsync(database, kind, Budget(20m), APrice(0.01m));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);

        await SetAsync(host, Budget(0.05m));
        Assert.Equal(4, await AcceptedAsync(host, most: 20));
        await AssertPostedAsync(host, 0.05m);

        await SetAsync(host, Budget(0.08m));
        Assert.Equal(3, await AcceptedAsync(host, most: 20));
        await AssertPostedAsync(host, 0.08m);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task ARaiseEndsWhenItSays(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await HostAsync(database, kind, Budget(0.05m), APrice(0.01m));
        var budget = await host.ReadAsync(db => db.Budgets.AsNoTracking().SingleAsync());
        var until = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(3);
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().RaiseAsync(Actor.CommandLine, budget.Id, Usd.FromDollars(20m), until, "a busy day"));
        Assert.Equal(8, await AcceptedAsync(host, most: 8));

        // The database's clock is this machine's.
        await Polling.UntilAsync(() => TimeProvider.System.GetUtcNow().UtcDateTime > until.AddMilliseconds(100), () => "the clock stands still");
        Assert.Equal(0, await AcceptedAsync(host, most: 8));
        await AssertPostedAsync(host, 0.08m);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task WhatWasSpentWhileABudgetWasSoftCountsWhenItIsHardAgain(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await HostAsync(database, kind, Budget(0.05m), APrice(0.01m));
        Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync()).Status);
        await SetAsync(host, Budget(0.05m, mode: BudgetMode.Soft));
        Assert.Equal(20, await AcceptedAsync(host, most: 20));

        await SetAsync(host, Budget(0.05m));
        Assert.Equal(0, await AcceptedAsync(host, most: 20));
        await AssertPostedAsync(host, 0.21m);

        await SetAsync(host, Budget(0.25m));
        Assert.Equal(4, await AcceptedAsync(host, most: 20));
        await AssertPostedAsync(host, 0.25m);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task CallsUnderWayCountWhenASoftBudgetBecomesHard(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await HostAsync(database, kind, Budget(0.20m, mode: BudgetMode.Soft), APrice(0.01m));
        Assert.Equal(5, await AcceptedAsync(host, most: 5));
        var go = new TaskCompletionSource();
        host.Provider.On(_ => true, _ => new Script().Gate(go.Task).Status(200).Chunk("""{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""));
        var open = Enumerable.Range(0, 8).Select(_ => host.ChatAsync()).ToArray();
        await host.Provider.RequestAsync(13);

        await SetAsync(host, Budget(0.20m));
        host.Provider.ForgetScripts();
        Assert.Equal(7, await AcceptedAsync(host, most: 20));
        go.SetResult();
        Assert.All(await Task.WhenAll(open), x => Assert.Equal(HttpStatusCode.OK, x.Status));
        Assert.Equal(0, await AcceptedAsync(host, most: 5));

        await AssertPostedAsync(host, 0.20m);
        Assert.All(await host.ReadAsync(db => db.BudgetLeases.AsNoTracking().ToListAsync()), x => Assert.InRange(x.Nanos, 0, 200_000_000));
    }

    /// <summary>Whether a call here asks for room and is refused, or nobody asks: other nodes may not lease what is under way.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task OtherNodesCountWhatIsUnderWayWhenASoftBudgetBecomesHard(bool asks)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var host = await HostAsync(database, DatabaseKind.Postgres, Budget(0.20m, mode: BudgetMode.Soft), APrice(0.01m));
        Assert.Equal(5, await AcceptedAsync(host, most: 5));
        var go = new TaskCompletionSource();
        host.Provider.On(_ => true, _ => new Script().Gate(go.Task).Status(200).Chunk("""{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""));
        var open = Enumerable.Range(0, 8).Select(_ => host.ChatAsync()).ToArray();
        await host.Provider.RequestAsync(13);

        await SetAsync(host, Budget(0.13m));
        host.Provider.ForgetScripts();
        if (asks)
        {
            Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);
        }

        var leases = () => host.ReadAsync(db => db.BudgetLeases.AsNoTracking().SumAsync(x => x.Nanos));
        await Polling.UntilAsync(async () => await leases() == 80_000_000, () => "Other nodes do not see what is under way.");
        Assert.Equal(0, await GrantElsewhereAsync(host, 10_000_000));
        go.SetResult();
        Assert.All(await Task.WhenAll(open), x => Assert.Equal(HttpStatusCode.OK, x.Status));

        await AssertPostedAsync(host, 0.13m);
        await Polling.UntilAsync(async () => await leases() == 0, () => "Something stays leased.");
        Assert.Equal(HttpStatusCode.PaymentRequired, (await host.ChatAsync()).Status);
    }

    /// <summary>What was settled and posted before a lease stood is in its row for ever, unless the node says that nothing is leased.</summary>
    [Fact]
    public async Task WhatWasLeasedTooMuchForABudgetThatWasSoftIsFreeWhenNothingIsUnderWay()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var host = await HostAsync(database, DatabaseKind.Postgres, Budget(0.20m, mode: BudgetMode.Soft), APrice(0.01m));
        Assert.Equal(5, await AcceptedAsync(host, most: 5));
        await SetAsync(host, Budget(0.20m));
        Assert.Equal(1, await AcceptedAsync(host, most: 1));
        await host.ReadAsync(db => db.BudgetLeases.ExecuteUpdateAsync(x => x.SetProperty(y => y.Nanos, y => y.Nanos + 40_000_000)));

        await Polling.UntilAsync(async () => await host.ReadAsync(db => db.BudgetLeases.SumAsync(x => x.Nanos)) == 0, () => "Something stays leased.");
        Assert.Equal(14, await AcceptedAsync(host, most: 20));
        await AssertPostedAsync(host, 0.20m);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task AnOpenStreamGrowsByTheLimitThatHoldsNow(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await HostAsync(database, kind, Budget(100m), APriceForOutput(0.001m));
        for (var i = 0; i < 30; i++)
        {
            // What this model emits is known then.
            Assert.Equal(HttpStatusCode.OK, (await host.ChatAsync(""","stream":true""")).Status);
        }

        var go = new TaskCompletionSource();
        var text = string.Concat(Enumerable.Repeat(" word", 500));
        var script = new Script().ContentType("text/event-stream").Chunk(Piece(" one")).Gate(go.Task);
        for (var i = 0; i < 20; i++)
        {
            script.Chunk(Piece(text));
        }

        host.Provider.On(_ => true, script);
        var open = host.ChatAsync(""","stream":true""");
        await host.Provider.RequestAsync(31);
        await SetAsync(host, Budget(0.02m));
        go.SetResult();
        Assert.Contains("budget_exceeded", (await open).Body, StringComparison.Ordinal);
    }

    private static string Piece(string text) => $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""" + "\n\n";

    private static Task<BudgetedHost> HostAsync(TestDatabase database, DatabaseKind kind, LimitsSpec team, PriceSpec price) => StartAsync(
        null, team, null, price,
        On(database, kind));

    private static async Task SetAsync(BudgetedHost host, LimitsSpec limits)
    {
        var team = await host.ReadAsync(db => db.Teams.AsNoTracking().SingleAsync());
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().SetAsync(Actor.CommandLine, LimitOwnerKind.Team, team.Id, team.Version, limits));
    }

    private static async Task<long> GrantElsewhereAsync(BudgetedHost host, long nanos)
    {
        var lease = await host.ReadAsync(db => db.BudgetLeases.AsNoTracking().SingleAsync());
        var key = new LeaseKey(lease.BudgetNumber, lease.Account, lease.Window);
        var store = new LeaseStore(host.Host.Services.GetRequiredService<IDbContextFactory<BifrostDbContext>>(), new NodeIdentity(Guid.CreateVersion7()));
        return Assert.Single(await store.GrantAsync([new LeaseNeed(key, lease.Window, nanos)], 0, 1, TestContext.Current.CancellationToken))!.Granted;
    }

    private static async Task<int> AcceptedAsync(BudgetedHost host, int most)
    {
        for (var accepted = 0; accepted < most; accepted++)
        {
            if ((await host.ChatAsync()).Status is not HttpStatusCode.OK and var status)
            {
                Assert.Equal(HttpStatusCode.PaymentRequired, status);
                return accepted;
            }
        }

        return most;
    }

    private static async Task AssertPostedAsync(BudgetedHost host, decimal dollars)
    {
        await Polling.UntilAsync(() => host.ReservedNanos == 0, () => "a hold is left");
        Assert.Equal((long)(dollars * 1_000_000_000m), Assert.Single(await host.AssertCountersEqualRecordsAsync()).Value);
    }
}
