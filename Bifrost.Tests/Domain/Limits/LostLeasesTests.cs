using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Domain.Governance;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Limits;

/// <summary>What a node held when it was lost counts as spent, is shown after its lease and a minute, and can be released once.</summary>
public sealed class LostLeasesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task WhatALostNodeHeldIsReleasedOnceAndAudited(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        var leases = new LostLeases(database.Get<IDbContextFactory<BifrostDbContext>>(), database.Get<GovernanceChanges>(), database.Time, Lease);
        var renewed = database.Time.GetUtcNow().UtcDateTime;
        await AddAsync(database, LeaseOf("a", 1, 400, renewed), LeaseOf("a", 2, 600, renewed), LeaseOf("a~", 2, 50, renewed), LeaseOf("b", 1, 700, renewed.AddMinutes(10)), LeaseOf("c", 1, 0, renewed));

        database.Time.Advance(Lease + TimeSpan.FromSeconds(59));
        Assert.Empty(await leases.ReadAsync());
        Assert.Equal(ResultKind.NotFound, (await leases.ReleaseAsync(Actor.CommandLine, "a", null)).Kind);

        database.Time.Advance(TimeSpan.FromSeconds(2));
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

    private static BudgetLease LeaseOf(string node, int budget, long nanos, DateTime renewed) => new() { NodeId = node, BudgetNumber = budget, Nanos = nanos, RenewedAt = renewed };

    private static async Task AddAsync(GovernedDatabase database, params BudgetLease[] leases)
    {
        await using var db = database.Open();
        db.BudgetLeases.AddRange(leases);
        await db.SaveChangesAsync();
    }
}
