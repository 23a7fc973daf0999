using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>The budgets of a plan.</summary>
/// <param name="Owners">In the order of <paramref name="Hard"/>: in words, for refusals.</param>
internal sealed class PlannedSpend(BudgetState[] hard, string[] owners, (BudgetSnapshot Budget, string Account)[] all)
{
    public static PlannedSpend None { get; } = new([], [], []);

    public BudgetState[] Hard => hard;

    public string[] Owners => owners;

    public (BudgetSnapshot Budget, string Account)[] All => all;

    public bool IsEmpty => all.Length == 0;

    /// <summary>The slots of now; replaced when one of them ends.</summary>
    public ChargeSet? Latest { get; set; }

    /// <summary>Whether each hard budget lets a lower output cap be sent.</summary>
    public bool MayCapOutput { get; } = Array.TrueForAll(hard, x => x.Budget.OutputCap);
}
