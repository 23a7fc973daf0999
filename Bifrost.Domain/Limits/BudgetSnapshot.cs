using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Limits;

/// <summary>A budget as serving needs it.</summary>
public sealed record BudgetSnapshot
{
    public required Guid Id { get; init; }

    public required int Number { get; init; }

    public required BudgetPeriod Period { get; init; }

    public required Usd Limit { get; init; }

    public Usd Raise { get; init; }

    public DateTime? RaisedUntil { get; init; }

    public bool IsHard { get; init; } = true;

    public bool OutputCap { get; init; } = true;

    public int Resets { get; init; }

    public IReadOnlyList<int> Thresholds { get; init; } = [];

    /// <summary>What may be spent at this moment (UTC), raise included.</summary>
    public Usd LimitAt(DateTime utc) => RaisedUntil > utc ? Limit + Raise : Limit;

    public static BudgetSnapshot Of(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return Of(budget, BudgetPeriod.Of(budget));
    }

    /// <param name="period">The budget's, which others of the same kind may share.</param>
    internal static BudgetSnapshot Of(Budget budget, BudgetPeriod period) => new()
    {
        Id = budget.Id,
        Number = budget.Number,
        Period = period,
        Limit = budget.Limit,
        Raise = new Usd(budget.RaiseNanos),
        RaisedUntil = budget.RaisedUntil,
        IsHard = budget.Mode == BudgetMode.Hard,
        OutputCap = budget.OutputCap,
        Resets = budget.Resets,
        Thresholds = budget.Thresholds,
    };
}
