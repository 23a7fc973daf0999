using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Headroom that nodes held when they were lost: it counts as spent until their journals arrive or an operator releases it.</summary>
/// <param name="lease">How long a lease of a node that does not say so itself lasts after its last renewal.</param>
public sealed class LostLeases(IDbContextFactory<BifrostDbContext> contexts, GovernanceChanges changes, TimeProvider time, TimeSpan lease)
{
    // A node's own clock ends its lease first; whoever looks from outside waits a minute more.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>The lost nodes, longest lost first.</summary>
    public async Task<IReadOnlyList<LostNode>> ReadAsync(CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return (await FindAsync(db, cancellationToken)).ConvertAll(x => x.Node);
    }

    /// <summary>Frees what a lost node held. Records that its journal still brings are posted all the same, even above a limit.</summary>
    public Task<Result<LostNode>> ReleaseAsync(Actor actor, string node, string? reason, CancellationToken cancellationToken = default) => changes.RunAsync<LostNode>(
        actor,
        AuditActions.BudgetLeaseReleased,
        async scope =>
        {
            var aside = node + "~";
            var (lost, latest) = (await FindAsync(scope.Db, cancellationToken)).Find(x => x.Node.Id == node);

            // It may have come back this moment: then what it holds is its own.
            var released = lost is null ? 0
                : await scope.Db.BudgetLeases.Where(x => (x.NodeId == node || x.NodeId == aside) && x.RenewedAt < latest).ExecuteDeleteAsync(cancellationToken);
            if (released == 0)
            {
                return Failure.NotFound("lost node of that id that holds anything");
            }

            scope.Audit(AuditActions.BudgetLeaseReleased, new AuditTarget("node", node, $"{node}, which held {lost!.Held.ToExactDisplay()}"), reason);
            return lost;
        },
        cancellationToken);

    /// <summary>Each with the moment before which its leases must have been renewed to be lost. By the database's clock, as that of their renewal.</summary>
    private async Task<List<(LostNode Node, DateTime Latest)>> FindAsync(BifrostDbContext db, CancellationToken cancellationToken)
    {
        var now = await Database.UtcNowAsync(db, time, cancellationToken);
        var lengths = await db.Nodes.ToDictionaryAsync(x => x.NodeId, x => TimeSpan.FromSeconds(x.LeaseSeconds), cancellationToken);
        var nodes = await db.BudgetLeases.Where(x => x.Nanos > 0).GroupBy(x => x.NodeId)
            .Select(x => new { x.Key, RenewedAt = x.Max(r => r.RenewedAt), Budgets = x.Select(r => r.BudgetNumber).Distinct().Count(), Nanos = x.Sum(r => r.Nanos) })
            .ToListAsync(cancellationToken);

        // What an earlier run of a node held is its own, under a name of its own.
        return
        [
            .. nodes.GroupBy(x => x.Key.TrimEnd('~'))
                .Select(x => (Node: new LostNode(x.Key, x.Max(r => r.RenewedAt), x.Max(r => r.Budgets), new Usd(x.Sum(r => r.Nanos))), Latest: now - lengths.GetValueOrDefault(x.Key, lease) - Margin))
                .Where(x => x.Node.RenewedAt < x.Latest).OrderBy(x => x.Node.RenewedAt),
        ];
    }
}
