namespace Bifrost.Domain.Limits;

/// <summary>What a budget does when it is spent. Stored as its number: append only.</summary>
public enum BudgetMode
{
    /// <summary>Refuses.</summary>
    Hard = 0,

    /// <summary>Alerts alone.</summary>
    Soft = 1,
}
