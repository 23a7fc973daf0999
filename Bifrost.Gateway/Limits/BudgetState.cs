using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>One account of a budget on this node, over all its windows. Guarded by the ledger's lock.</summary>
internal sealed class BudgetState(BudgetSnapshot budget, string account)
{
    public string Account => account;

    /// <summary>As of the newest runtime that a request brought.</summary>
    public BudgetSnapshot Budget { get; private set; } = budget;

    public long Revision { get; private set; }

    public SpendAccount? Current { get; set; }

    /// <summary>The ledger has let go of it: who plans with it plans anew.</summary>
    public bool IsForgotten { get; set; }

    public void Update(BudgetSnapshot newer, long revision)
    {
        if (revision >= Revision)
        {
            (Budget, Revision) = (newer, revision);
        }
    }
}
