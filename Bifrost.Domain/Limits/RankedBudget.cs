namespace Bifrost.Domain.Limits;

/// <summary>A budget with its owner.</summary>
/// <param name="Status">Of a budget with an account for each end user or tag value, that of the dearest account.</param>
public sealed record RankedBudget(BudgetStatus Status, NamedOwner Owner);
