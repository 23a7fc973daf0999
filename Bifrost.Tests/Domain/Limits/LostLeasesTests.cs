using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Domain.Limits;

/// <summary>
/// What a node held when it was lost counts as spent, is shown after its lease and a minute, and can be released once. When
/// that is, the database's clock and the node's own setting say.
/// </summary>
public sealed class LostLeasesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task WhatALostNodeHeldIsReleasedOnceAndAudited(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var leases = LeasesOf(database, database.Time);
        var renewed = await NowAsync(database) - Lease - TimeSpan.FromSeconds(30);
        await AddAsync(database, LeaseOf("a", 1, 400, renewed), LeaseOf("a", 2, 600, renewed), LeaseOf("a~", 2, 50, renewed), LeaseOf("b", 1, 700, renewed.AddMinutes(10)), LeaseOf("c", 1, 0, renewed));

        Assert.Empty(await leases.ReadAsync());
        Assert.Equal(ResultKind.NotFound, (await leases.ReleaseAsync(Actor.CommandLine, "a", null)).Kind);

        renewed = await SetBackAsync(database, renewed);
        Assert.Equal(new LostNode("a", renewed, 2, new Usd(1_050)), Assert.Single(await leases.ReadAsync()));
        Assert.Equal(ResultKind.NotFound, (await leases.ReleaseAsync(Actor.CommandLine, "b", null)).Kind);
        Assert.Equal(ResultKind.Forbidden, (await leases.ReleaseAsync(Actor.CommandLine with { Role = Role.Auditor }, "a", null)).Kind);

        Assert.True((await leases.ReleaseAsync(Actor.CommandLine, "a", "its disk is gone")).IsOk);
        Assert.Equal(ResultKind.NotFound, (await leases.ReleaseAsync(Actor.CommandLine, "a", null)).Kind);

        await using var db = database.Open();
        Assert.Equal(["b", "c"], await db.BudgetLeases.Select(x => x.NodeId).OrderBy(x => x).ToListAsync());
        var events = await db.AuditEvents.Where(x => x.Action == AuditActions.BudgetLeaseReleased).OrderBy(x => x.Sequence).ToListAsync();
        Assert.Equal([AuditOutcome.Denied, AuditOutcome.Success], events.Select(x => x.Outcome));
        Assert.Equal(("its disk is gone", "a, which held $0.00000105"), (events[1].Reason, events[1].Target));
    }

    /// <summary>On a shared database a console's own clock says nothing, be it an hour ahead or behind.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task AConsolesClockDoesNotMakeLiveNodesLostNorLostOnesLive(int hours)
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var now = await NowAsync(database);
        var leases = LeasesOf(database, new FakeTimeProvider(new DateTimeOffset(now, TimeSpan.Zero).AddHours(hours)));
        await AddAsync(database, LeaseOf("live", 1, 5_000, now.AddSeconds(-5)), LeaseOf("gone", 1, 700, now - Lease - TimeSpan.FromMinutes(2)));

        Assert.Equal("gone", Assert.Single(await leases.ReadAsync()).Id);
        Assert.Equal(ResultKind.NotFound, (await leases.ReleaseAsync(Actor.CommandLine, "live", "it looks lost")).Kind);
        Assert.True((await leases.ReleaseAsync(Actor.CommandLine, "gone", "it is")).IsOk);
    }

    /// <summary>How long a node's leases hold is its own setting; the console's counts for nodes of a version that did not say.</summary>
    [Fact]
    public async Task ANodeIsLostByItsOwnLease()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var renewed = await NowAsync(database) - TimeSpan.FromMinutes(30);
        await AddAsync(database, LeaseOf("patient", 1, 5_000, renewed), LeaseOf("patient~", 1, 1, renewed), LeaseOf("silent", 1, 700, renewed), LeaseOf("hasty", 1, 30, renewed.AddMinutes(26)));
        await using (var db = database.Open())
        {
            db.Nodes.AddRange(new NodePresence { NodeId = "patient", LeaseSeconds = 3_600 }, new NodePresence { NodeId = "hasty", LeaseSeconds = 60 });
            await db.SaveChangesAsync();
        }

        var leases = LeasesOf(database, database.Time);

        Assert.Equal(["silent", "hasty"], (await leases.ReadAsync()).Select(x => x.Id));
        Assert.Equal(ResultKind.NotFound, (await leases.ReleaseAsync(Actor.CommandLine, "patient", null)).Kind);
    }

    /// <summary>A node says its lease with each renewal; and a run that is not the node any more says nothing.</summary>
    [Fact]
    public async Task ANodeSaysHowLongItsLeasesHoldUnlessAnotherRunIsTheNode()
    {
        await using var database = await GovernedDatabase.CreateAsync(DatabaseKind.Postgres);
        var id = Guid.CreateVersion7();
        var contexts = database.Get<IDbContextFactory<BifrostDbContext>>();
        var (one, other) = (new LeaseStore(contexts, new NodeIdentity(id)), new LeaseStore(contexts, new NodeIdentity(id)));

        Assert.NotNull(await one.RenewAsync(Lease, TestContext.Current.CancellationToken));
        Assert.Null(await other.RenewAsync(TimeSpan.FromDays(1), TestContext.Current.CancellationToken));
        Assert.NotNull(await one.RenewAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken));

        await using var db = database.Open();
        var said = await db.Nodes.AsNoTracking().SingleAsync();
        Assert.Equal((id.ToString("N"), 90), (said.NodeId, said.LeaseSeconds));
    }

    private static LostLeases LeasesOf(GovernedDatabase database, TimeProvider time) =>
        new(database.Get<IDbContextFactory<BifrostDbContext>>(), database.Get<GovernanceChanges>(), time, Lease);

    private static async Task<DateTime> NowAsync(GovernedDatabase database)
    {
        if (database.Kind == DatabaseKind.Sqlite)
        {
            return database.Time.GetUtcNow().UtcDateTime;
        }

        await using var db = database.Open();
        return await db.Database.SqlQuery<DateTime>($"""SELECT now() AS "Value" """).SingleAsync();
    }

    /// <summary>Some more time passes for node a: a minute and a second after its lease.</summary>
    private static async Task<DateTime> SetBackAsync(GovernedDatabase database, DateTime renewed)
    {
        var at = renewed.AddSeconds(-31);
        await using var db = database.Open();
        await db.BudgetLeases.Where(x => x.NodeId == "a" || x.NodeId == "a~").ExecuteUpdateAsync(x => x.SetProperty(l => l.RenewedAt, at));
        return at;
    }

    private static BudgetLease LeaseOf(string node, int budget, long nanos, DateTime renewed) => new() { NodeId = node, BudgetNumber = budget, Nanos = nanos, RenewedAt = renewed };

    private static async Task AddAsync(GovernedDatabase database, params BudgetLease[] leases)
    {
        await using var db = database.Open();
        db.BudgetLeases.AddRange(leases);
        await db.SaveChangesAsync();
    }
}
