namespace Bifrost.Domain.Limits;

/// <summary>All caps of one owner. The lists are whole: what is absent is removed; a budget of the same period, zone and <c>rolling</c> keeps its spend.</summary>
public sealed record LimitsSpec
{
    public IReadOnlyList<BudgetSpec> Budgets { get; init; } = [];

    public IReadOnlyList<RateLimitSpec> RateLimits { get; init; } = [];

    public int? MaxConcurrency { get; init; }

    /// <summary>Said by the governance file alone; null leaves it as it is.</summary>
    public bool? Frozen { get; init; }
}
