namespace Bifrost.Domain.Limits;

/// <summary>All caps of one owner as serving needs them.</summary>
public sealed record OwnerLimits
{
    /// <summary>No cap of its own.</summary>
    public static OwnerLimits None { get; } = new();

    public IReadOnlyList<BudgetSnapshot> Budgets { get; init; } = [];

    public IReadOnlyList<RateLimitSnapshot> RateLimits { get; init; } = [];

    public int? MaxConcurrency { get; init; }

    public bool Frozen { get; init; }
}
