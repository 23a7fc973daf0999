using Bifrost.Domain.Limits;

namespace Bifrost.Web.Console.Overview;

/// <summary>What is set up.</summary>
/// <param name="Providers">Names of those that are enabled.</param>
/// <param name="HasDisabledProvider">There is one that could be enabled again.</param>
/// <param name="HasRecords">A request was recorded, at any time.</param>
/// <param name="Budgets">With 80 % or more of their limit spent, the nearest first, ten at most.</param>
/// <param name="Frozen">By themselves; ten of a kind at most.</param>
/// <param name="Expiring">Keys that end within a week, soonest first, ten at most.</param>
public sealed record OverviewGovernance(IReadOnlyList<string> Providers, bool HasDisabledProvider, bool HasKey, bool HasRecords, IReadOnlyList<ExpiringKey> Expiring, IReadOnlyList<RankedBudget> Budgets, IReadOnlyList<NamedOwner> Frozen);
