using Bifrost.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Reads owners' caps for the snapshot; for <see cref="Governance.GovernanceReader"/> alone.</summary>
internal sealed class LimitReader
{
    private readonly ILookup<Guid, BudgetSnapshot> _budgets;
    private readonly ILookup<Guid, RateLimitSnapshot> _rates;

    private LimitReader(List<Budget> budgets, List<RateLimit> rates)
    {
        _budgets = budgets.OrderBy(x => x.Number).ToLookup(x => x.OwnerId, BudgetSnapshot.Of);
        _rates = rates.OrderBy(x => x.Metric).ThenBy(x => x.Period).ToLookup(x => x.OwnerId, x => new RateLimitSnapshot(x.Id, x.Metric, x.Limit, x.Period));
    }

    /// <summary>Of all owners but virtual keys.</summary>
    public static async Task<LimitReader> ReadOwnersAsync(BifrostDbContext db, CancellationToken cancellationToken) => new(
        await db.Budgets.AsNoTracking().Where(x => x.OwnerKind != LimitOwnerKind.VirtualKey).ToListAsync(cancellationToken),
        await db.RateLimits.AsNoTracking().Where(x => x.OwnerKind != LimitOwnerKind.VirtualKey).ToListAsync(cancellationToken));

    /// <summary>Of virtual keys: of these, or of all of them.</summary>
    public static async Task<LimitReader> ReadKeysAsync(BifrostDbContext db, IReadOnlyList<Guid>? ids, CancellationToken cancellationToken)
    {
        var budgets = db.Budgets.AsNoTracking().Where(x => x.OwnerKind == LimitOwnerKind.VirtualKey);
        var rates = db.RateLimits.AsNoTracking().Where(x => x.OwnerKind == LimitOwnerKind.VirtualKey);
        return ids is null
            ? new(await budgets.ToListAsync(cancellationToken), await rates.ToListAsync(cancellationToken))
            : new(await budgets.Where(x => ids.Contains(x.OwnerId)).ToListAsync(cancellationToken), await rates.Where(x => ids.Contains(x.OwnerId)).ToListAsync(cancellationToken));
    }

    /// <summary>One shared object for owners without any cap.</summary>
    public OwnerLimits Of(ILimited owner)
    {
        BudgetSnapshot[] budgets = [.. _budgets[owner.Id]];
        RateLimitSnapshot[] rates = [.. _rates[owner.Id]];
        return budgets.Length == 0 && rates.Length == 0 && owner.MaxConcurrency is null && !owner.Frozen
            ? OwnerLimits.None
            : new OwnerLimits { Budgets = budgets, RateLimits = rates, MaxConcurrency = owner.MaxConcurrency, Frozen = owner.Frozen };
    }
}
