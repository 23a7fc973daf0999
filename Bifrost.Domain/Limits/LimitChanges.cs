using Bifrost.Domain.Alerts;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Domain.Limits;

/// <summary>Makes an owner's caps what a spec says, within a change of that owner. The owner must be tracked; the spec was checked.</summary>
internal static class LimitChanges
{
    /// <summary>The rows that changed, for the audit event; none for a null spec.</summary>
    public static async Task<IReadOnlyList<object>> ApplyAsync(ChangeScope scope, LimitOwnerKind kind, ILimited owner, LimitsSpec? limits)
    {
        if (limits is null)
        {
            return [];
        }

        owner.MaxConcurrency = limits.MaxConcurrency;
        if (scope.Db.Entry(owner).State == EntityState.Added)
        {
            owner.Frozen = limits.Frozen ?? false;
        }

        var rows = new List<object>();
        var rates = await scope.Db.RateLimits.Where(x => x.OwnerId == owner.Id).ToListAsync(scope.CancellationToken);
        ApplyRates(scope, kind, owner.Id, limits.RateLimits, rates, rows);
        await ApplyBudgetsAsync(scope, kind, owner, limits.Budgets, rows);
        return rows;
    }

    /// <summary>Takes all caps of an owner that goes for good.</summary>
    public static async Task<IReadOnlyList<object>> RemoveAsync(ChangeScope scope, LimitOwnerKind kind, ILimited owner) =>
        await ApplyAsync(scope, kind, owner, new LimitsSpec());

    private static void ApplyRates(ChangeScope scope, LimitOwnerKind kind, Guid owner, IReadOnlyList<RateLimitSpec> specs, List<RateLimit> existing, List<object> rows)
    {
        foreach (var spec in specs)
        {
            var period = PeriodText.Parse(spec.Period);
            var rate = existing.Find(x => x.Metric == spec.Metric && x.Period == period);
            if (rate is null)
            {
                rate = new RateLimit { OwnerKind = kind, OwnerId = owner, Metric = spec.Metric, Period = period };
                scope.Db.RateLimits.Add(rate);
            }

            existing.Remove(rate);
            rate.Limit = spec.Limit;
            rows.Add(rate);
        }

        scope.Db.RateLimits.RemoveRange(existing);
        rows.AddRange(existing);
    }

    private static async Task ApplyBudgetsAsync(ChangeScope scope, LimitOwnerKind kind, ILimited owner, IReadOnlyList<BudgetSpec> specs, List<object> rows)
    {
        var existing = await scope.Db.Budgets.Where(x => x.OwnerId == owner.Id).ToListAsync(scope.CancellationToken);
        foreach (var spec in specs)
        {
            var period = PeriodText.Parse(spec.Period);
            var budget = existing.Find(x => x.Period == period && x.Rolling == spec.Rolling && (x.Rolling || x.TimeZone == spec.TimeZone));
            var isNew = budget is null;
            budget ??= new Budget
            {
                Number = await NextNumberAsync(scope),
                OwnerKind = kind,
                OwnerId = owner.Id,
                Period = period,
                Rolling = spec.Rolling,
                TimeZone = spec.TimeZone,
                CreatedAt = scope.Now,
            };
            existing.Remove(budget);
            budget.LimitNanos = Usd.FromDollars(spec.LimitUsd).Nanos;
            budget.Mode = spec.Mode;
            budget.Thresholds = [.. spec.Thresholds ?? BudgetSpec.DefaultThresholds];
            budget.OutputCap = spec.OutputCap;
            if (isNew)
            {
                scope.Db.Budgets.Add(budget);
                scope.Db.BudgetSpend.AddRange(await CarriedSpend.ReadAsync(scope.Db, budget, owner as LimitSubject, await scope.BudgetTimeAsync(), scope.CancellationToken));
            }
            else if (scope.Db.Entry(budget) is var entry && (entry.Property(x => x.LimitNanos).IsModified || entry.Property(x => x.Thresholds).IsModified))
            {
                await BudgetWatcher.MarkAsync(scope.Db, budget, await scope.BudgetTimeAsync(), scope.CancellationToken);
            }

            rows.Add(budget);
        }

        scope.Db.Budgets.RemoveRange(existing);
        rows.AddRange(existing);
    }

    private static async Task<int> NextNumberAsync(ChangeScope scope)
    {
        await scope.Db.Installations.ExecuteUpdateAsync(x => x.SetProperty(i => i.LastBudgetNumber, i => i.LastBudgetNumber + 1), scope.CancellationToken);
        return await scope.Db.Installations.Select(x => x.LastBudgetNumber).SingleAsync(scope.CancellationToken);
    }
}
