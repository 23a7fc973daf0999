namespace Bifrost.Domain.Limits;

/// <summary>A capped model, tag or end user with all its caps.</summary>
/// <param name="Budgets">Of budgets with an account for each, nothing is spent here: the accounts tell.</param>
public sealed record SubjectLimits(LimitSubject Subject, IReadOnlyList<BudgetStatus> Budgets, IReadOnlyList<RateLimit> Rates);
