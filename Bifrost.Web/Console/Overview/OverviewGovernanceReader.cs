using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Overview;

/// <summary>Reads what is set up, and what of it needs attention.</summary>
internal sealed class OverviewGovernanceReader(IDbContextFactory<BifrostDbContext> contexts, BudgetRanking ranking)
{
    private const int Most = 10;
    private const int NearTheEdge = 80;
    private static readonly TimeSpan ExpirySoon = TimeSpan.FromDays(7);

    // The overview is live: all budgets are not ranked anew for every record that arrives.
    private static readonly TimeSpan RankedFor = TimeSpan.FromSeconds(5);

    private volatile Ranked? _ranked;

    public async Task<OverviewGovernance> ReadAsync(DateTime now, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var soon = now + ExpirySoon;
        return new OverviewGovernance(
            await db.Providers.AsNoTracking().Where(p => p.DisabledAt == null).OrderBy(p => p.Name).Select(p => p.Name).ToListAsync(cancellationToken),
            await db.Providers.AnyAsync(p => p.DisabledAt != null, cancellationToken),
            await db.VirtualKeys.AnyAsync(k => k.RevokedAt == null, cancellationToken),
            await db.UsageRecords.AnyAsync(cancellationToken),
            await db.VirtualKeys.AsNoTracking()
                .Where(k => k.RevokedAt == null && k.ExpiresAt > now && k.ExpiresAt < soon)
                .OrderBy(k => k.ExpiresAt).Take(Most)
                .Select(k => new ExpiringKey(k.Id, k.Name, k.ExpiresAt!.Value)).ToListAsync(cancellationToken),
            await BudgetsAsync(now, cancellationToken),
            await LimitOwnerNames.FrozenAsync(db, Most, cancellationToken));
    }

    private async Task<IReadOnlyList<RankedBudget>> BudgetsAsync(DateTime now, CancellationToken cancellationToken)
    {
        if (_ranked is { } known && now - known.At < RankedFor && now >= known.At)
        {
            return known.Budgets;
        }

        var (budgets, _) = await ranking.PageAsync(new BudgetFilter(), NearTheEdge, size: Most, cancellationToken: cancellationToken);
        _ranked = new Ranked(now, budgets);
        return budgets;
    }

    private sealed record Ranked(DateTime At, IReadOnlyList<RankedBudget> Budgets);
}
