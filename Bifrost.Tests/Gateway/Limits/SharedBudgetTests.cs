using System.Net;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Gateway.Accounting;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static Bifrost.Tests.Gateway.Limits.BudgetedHost;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>Budgets and limits on a shared database where something is odd: a window's end, a node that was given up, a clock, a name.</summary>
public sealed class SharedBudgetTests
{
    /// <summary>A stream that crosses midnight asks for more of yesterday's money: what is spent today is not taken off it.</summary>
    [Fact]
    public async Task AGrantForAWindowThatIsOverDoesNotCountTheNextOne()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        Assert.True((await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme", Limits: new LimitsSpec { Budgets = [new BudgetSpec(1m, "1d")] }))).IsOk);
        await using var db = database.Open();
        var budget = await db.Budgets.SingleAsync();
        var day = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        db.BudgetSpend.Add(new BudgetSpend { BudgetNumber = budget.Number, Account = "", Slot = day, PostedNanos = 200_000_000 });
        db.BudgetSpend.Add(new BudgetSpend { BudgetNumber = budget.Number, Account = "", Slot = day.AddDays(1), PostedNanos = 950_000_000 });
        await db.SaveChangesAsync();
        var store = new LeaseStore(database.Get<IDbContextFactory<BifrostDbContext>>(), new NodeIdentity(Guid.CreateVersion7()));

        var grant = Assert.Single(await store.GrantAsync([new LeaseNeed(new LeaseKey(budget.Number, "", day), day, 500_000_000)], 0, 1, TestContext.Current.CancellationToken))!;

        Assert.Equal((200_000_000L, 500_000_000L), (grant.Spent.Nanos, grant.Granted));
    }

    /// <summary>A node that was away for longer than its lease comes back with calls under way, after an operator has released it.</summary>
    [Fact]
    public async Task AReleasedNodeThatIsBackHoldsWhatIsUnderWayOnIt()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var host = await StartAsync(null, Budget(1m), null, APrice(0.10m), new Dictionary<string, string> { ["BIFROST_DATABASE"] = database.ConnectionString, ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) });
        var go = new TaskCompletionSource();
        host.Provider.On(_ => true, _ => new Script().Gate(go.Task).Chunk(ChatEvents.Whole("x", 1)), times: 3);
        var open = Enumerable.Range(0, 3).Select(_ => host.ChatAsync()).ToArray();
        await host.Provider.RequestAsync(3);

        var leases = host.Host.Services.GetRequiredService<LostLeases>();
        await Polling.UntilAsync(
            async () =>
            {
                await host.ReadAsync(db => db.BudgetLeases.ExecuteUpdateAsync(x => x.SetProperty(y => y.RenewedAt, y => y.RenewedAt.AddHours(-1))));
                var node = await host.ReadAsync(db => db.BudgetLeases.AsNoTracking().Select(x => x.NodeId).FirstAsync());
                return (await leases.ReleaseAsync(Actor.CommandLine, node, "its machine is gone")).IsOk;
            },
            () => "It is never lost.");
        var seen = await SeenAsync(host);
        await Polling.UntilAsync(async () => await SeenAsync(host) > seen.AddSeconds(6), () => "The node does not come back.", TimeSpan.FromSeconds(40));

        var accepted = 0;
        while (accepted < 20 && (await host.ChatAsync()).Status == HttpStatusCode.OK)
        {
            accepted++;
        }

        go.SetResult();
        await Task.WhenAll(open);
        var posted = (await host.SettledAsync()).Posted;
        Assert.Equal((7, 1_000_000_000L), (accepted, posted));
    }

    /// <summary>R9: windows go by the database's clock. The console's is an hour ahead.</summary>
    [Fact]
    public async Task ABudgetBeginsAndIsResetByTheDatabasesClock()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var acme = (await database.Get<TenancyCommands>().CreateCustomerAsync(Actor.CommandLine, new CustomerSpec("acme"))).Value;
        await using var db = database.Open();
        var now = DateTime.SpecifyKind(await db.Database.SqlQuery<DateTime>($"""SELECT now() AS "Value" """).SingleAsync(), DateTimeKind.Utc);
        await database.WriteAsync(SampleUsage.At(now, r => (r.CustomerId, r.Customer, r.CostNanos) = (acme.Id, acme.Name, 700)));
        var ahead = new GovernanceChanges(
            database.Get<IDbContextFactory<BifrostDbContext>>(), database.Get<AuditTrail>(), database.Get<GovernanceReader>(), database.Get<GovernanceSignal>(), new FakeTimeProvider(new DateTimeOffset(now.AddHours(1), TimeSpan.Zero)));

        Assert.True((await new TenancyCommands(ahead).UpdateCustomerAsync(Actor.CommandLine, acme.Id, acme.Version, new CustomerSpec("acme", Limits: new LimitsSpec { Budgets = [new BudgetSpec(1m, "1h")] }))).IsOk);
        var carried = await db.BudgetSpend.SumAsync(x => x.CarriedNanos);
        var budget = await db.Budgets.AsNoTracking().SingleAsync();
        var slot = BudgetSnapshot.Of(budget).Period.WindowAt(now).Start;
        if (await db.BudgetSpend.Where(x => x.Slot == slot).ExecuteUpdateAsync(x => x.SetProperty(y => y.PostedNanos, 500)) == 0)
        {
            db.BudgetSpend.Add(new BudgetSpend { BudgetNumber = budget.Number, Account = "", Slot = slot, PostedNanos = 500 });
            await db.SaveChangesAsync();
        }

        Assert.True((await new LimitCommands(ahead).ResetAsync(Actor.CommandLine, budget.Id, "again")).IsOk);
        var forgiven = await db.BudgetSpend.SumAsync(x => x.ForgivenNanos);

        Assert.Equal((700L, 1_200L), (carried, forgiven));
    }

    /// <summary>The account's name is cut at 64 UTF-16 units, here within one character.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task AnEndUserWhoseNameIsCutWithinACharacterIsServed(bool budget)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var host = await StartAsync(null, null, null, APrice(0.01m), new Dictionary<string, string> { ["BIFROST_DATABASE"] = database.ConnectionString, ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) });
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(
            LimitSubjectKind.EndUser, "*", budget ? Budget(1) : new LimitsSpec { RateLimits = [new RateLimitSpec(RateMetric.Requests, 100, "1m")] })));
        var user = new string('a', 63) + "\U0001F600" + "tail";
        await Polling.UntilAsync(async () => { await host.ChatAsync(",\"user\":\"plain\""); return await host.ReadAsync(db => budget ? db.BudgetLeases.AnyAsync() : db.LimitShares.AnyAsync(x => x.Account == "plain")); }, () => "no limit holds");

        var (status, body, _) = await host.ChatAsync($",\"user\":\"{user}\"");
        Assert.True(status == HttpStatusCode.OK, body);

        // The keeper goes on writing what others use.
        for (var i = 0; i < 3; i++)
        {
            await host.ChatAsync(",\"user\":\"later\"");
        }

        await Polling.UntilAsync(
            async () => await host.ReadAsync(db => budget ? db.BudgetLeases.AnyAsync(x => x.Account == "later" && x.Nanos == 0) : db.LimitShares.AnyAsync(x => x.Account == "later" && x.Used == 3)),
            () => "The keeper writes nothing any more.");
    }

    /// <summary>A name that is cut within a character: the parts that other owners have are renewed all the same.</summary>
    [Fact]
    public async Task ANameCutWithinACharacterDoesNotStopTheKeeperOfRateLimits()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await using var host = await StartAsync(null, null, null, APrice(0.01m), new Dictionary<string, string> { ["BIFROST_DATABASE"] = database.ConnectionString, ["BIFROST_MASTER_KEY"] = Convert.ToBase64String(new byte[32]) });
        Ok(await host.Host.Services.GetRequiredService<LimitCommands>().CreateSubjectAsync(Actor.CommandLine, new LimitSubjectSpec(
            LimitSubjectKind.EndUser, "*", new LimitsSpec { RateLimits = [new RateLimitSpec(RateMetric.Requests, 100, "1h")] })));
        await Polling.UntilAsync(async () => { await host.ChatAsync(",\"user\":\"plain\""); return await host.ReadAsync(db => db.LimitShares.AnyAsync(x => x.Account == "plain")); }, () => "no limit holds");

        var (status, body, _) = await host.ChatAsync($",\"user\":\"{new string('a', 63)}\U0001F600\"");
        Assert.True(status == HttpStatusCode.OK, body);

        Task<DateTime> RenewedAsync() => host.ReadAsync(db => db.LimitShares.Where(x => x.Account == "plain").MaxAsync(x => x.RenewedAt));
        var renewed = (await RenewedAsync()).AddSeconds(4);
        await Polling.UntilAsync(async () => await RenewedAsync() > renewed, () => "The keeper renews nothing any more.");
    }

    private static async Task<DateTime> SeenAsync(BudgetedHost host) => await host.ReadAsync(db => db.Nodes.AsNoTracking().MaxAsync(x => x.SeenAt));
}
