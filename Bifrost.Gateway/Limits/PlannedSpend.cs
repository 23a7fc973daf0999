using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>The budgets of a plan. Soft ones are counted as hard ones are, for they may become hard while calls are under way.</summary>
/// <param name="states">Their accounts on this node.</param>
/// <param name="owners">In the order of <paramref name="states"/>: in words, for refusals.</param>
/// <param name="budgets">In the same order, as the plan's runtime has them.</param>
internal sealed class PlannedSpend(BudgetState[] states, string[] owners, BudgetSnapshot[] budgets)
{
    public static PlannedSpend None { get; } = new([], [], []);

    public BudgetState[] States => states;

    public string[] Owners => owners;

    public BudgetSnapshot[] Budgets => budgets;

    public bool IsEmpty => states.Length == 0;

    /// <summary>The first owner whose budget refuses, in words; null when none does.</summary>
    public string? HardOwner { get; } = Array.FindIndex(budgets, x => x.IsHard) is >= 0 and var first ? owners[first] : null;

    /// <summary>The slots of now; replaced when one of them ends.</summary>
    public ChargeSet? Latest { get; set; }

    /// <summary>Whether each hard budget lets a lower output cap be sent.</summary>
    public bool MayCapOutput { get; } = Array.TrueForAll(budgets, x => !x.IsHard || x.OutputCap);
}
