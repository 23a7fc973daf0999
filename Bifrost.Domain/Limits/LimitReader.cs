using System.Data.Common;
using System.Text.Json;
using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Limits;

/// <summary>
/// Reads owners' caps for the snapshot; for <see cref="Governance.GovernanceReader"/> alone. Budgets of the same period share
/// it, and those of the same thresholds share these.
/// </summary>
internal sealed class LimitReader
{
    private readonly List<(Guid Owner, BudgetSnapshot Budget)> _readBudgets = [];
    private readonly List<(Guid Owner, RateLimitSnapshot Rate)> _readRates = [];
    private readonly Dictionary<(Period, string Zone, bool Rolling), BudgetPeriod> _periods = [];
    private readonly Dictionary<string, List<int>> _thresholds = new(StringComparer.Ordinal);
    private ILookup<Guid, BudgetSnapshot> _budgets = null!;
    private ILookup<Guid, RateLimitSnapshot> _rates = null!;

    private LimitReader()
    {
    }

    /// <summary>Of all owners but virtual keys.</summary>
    public static Task<LimitReader> ReadOwnersAsync(BifrostDbContext db, CancellationToken cancellationToken) => ReadAsync(
        db, db.Budgets.Where(x => x.OwnerKind != LimitOwnerKind.VirtualKey), db.RateLimits.Where(x => x.OwnerKind != LimitOwnerKind.VirtualKey), cancellationToken);

    /// <summary>Of virtual keys: of these, or of all of them.</summary>
    public static Task<LimitReader> ReadKeysAsync(BifrostDbContext db, IReadOnlyList<Guid>? ids, CancellationToken cancellationToken)
    {
        var budgets = db.Budgets.Where(x => x.OwnerKind == LimitOwnerKind.VirtualKey);
        var rates = db.RateLimits.Where(x => x.OwnerKind == LimitOwnerKind.VirtualKey);
        return ids is null
            ? ReadAsync(db, budgets, rates, cancellationToken)
            : ReadAsync(db, budgets.Where(x => ids.Contains(x.OwnerId)), rates.Where(x => ids.Contains(x.OwnerId)), cancellationToken);
    }

    public OwnerLimits Of(ILimited owner) => Of(owner.Id, owner.MaxConcurrency, owner.Frozen);

    /// <summary>One shared object for owners without any cap.</summary>
    public OwnerLimits Of(Guid owner, int? maxConcurrency, bool frozen)
    {
        BudgetSnapshot[] budgets = _budgets.Contains(owner) ? [.. _budgets[owner]] : [];
        RateLimitSnapshot[] rates = _rates.Contains(owner) ? [.. _rates[owner]] : [];
        return budgets.Length == 0 && rates.Length == 0 && maxConcurrency is null && !frozen
            ? OwnerLimits.None
            : new OwnerLimits { Budgets = budgets, RateLimits = rates, MaxConcurrency = maxConcurrency, Frozen = frozen };
    }

    private static async Task<LimitReader> ReadAsync(BifrostDbContext db, IQueryable<Budget> budgets, IQueryable<RateLimit> rates, CancellationToken cancellationToken)
    {
        // The orders that ReadBudget and ReadRate count on.
        var budgetColumns = budgets.Select(x => new
        {
            x.OwnerId, x.Id, x.Number, x.LimitNanos, x.Period, x.TimeZone, x.Rolling, x.Mode, x.Thresholds, x.OutputCap, x.RaiseNanos, x.RaisedUntil, x.Resets,
        });
        var rateColumns = rates.Select(x => new { x.OwnerId, x.Id, x.Metric, x.Limit, x.Period });
        var reader = new LimitReader();
        await PlainRows.ReadAsync(db, budgetColumns, reader.ReadBudget, cancellationToken);
        await PlainRows.ReadAsync(db, rateColumns, reader.ReadRate, cancellationToken);
        reader._budgets = reader._readBudgets.OrderBy(x => x.Budget.Number).ToLookup(x => x.Owner, x => x.Budget);
        reader._rates = reader._readRates.OrderBy(x => x.Rate.Metric).ThenBy(x => x.Rate.Period).ToLookup(x => x.Owner, x => x.Rate);
        return reader;
    }

    private void ReadBudget(DbDataReader row)
    {
        var budget = new Budget
        {
            Id = row.GetGuid(1),
            Number = row.GetInt32(2),
            LimitNanos = row.GetInt64(3),
            Period = (Period)row.GetInt32(4),
            TimeZone = row.GetString(5),
            Rolling = row.GetBoolean(6),
            Mode = (BudgetMode)row.GetInt32(7),
            Thresholds = ThresholdsOf(row.GetString(8)),
            OutputCap = row.GetBoolean(9),
            RaiseNanos = row.GetInt64(10),
            RaisedUntil = row.GetUtc(11),
            Resets = row.GetInt32(12),
        };
        _readBudgets.Add((row.GetGuid(0), BudgetSnapshot.Of(budget, PeriodOf(budget))));
    }

    private void ReadRate(DbDataReader row) =>
        _readRates.Add((row.GetGuid(0), new RateLimitSnapshot(row.GetGuid(1), (RateMetric)row.GetInt32(2), row.GetInt64(3), (Period)row.GetInt32(4))));

    private BudgetPeriod PeriodOf(Budget budget)
    {
        var name = (budget.Period, budget.TimeZone, budget.Rolling);
        if (!_periods.TryGetValue(name, out var period))
        {
            _periods[name] = period = BudgetPeriod.Of(budget);
        }

        return period;
    }

    private List<int> ThresholdsOf(string json)
    {
        if (!_thresholds.TryGetValue(json, out var thresholds))
        {
            _thresholds[json] = thresholds = JsonSerializer.Deserialize<List<int>>(json) ?? [];
        }

        return thresholds;
    }
}
