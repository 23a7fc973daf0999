namespace Bifrost.Domain.Limits;

/// <summary>What becomes of a call under a hard budget whose cost cannot be known. Stored as its number: append only.</summary>
public enum UnpricedRule
{
    /// <summary>It is refused.</summary>
    Refuse = 0,

    /// <summary>It is sent, costs the budget nothing, and is flagged.</summary>
    Allow = 1,

    /// <summary>It is sent and charged a fixed amount.</summary>
    Hold = 2,
}
