namespace Bifrost.Domain.Governance.File;

/// <summary>What applying a file does to a row.</summary>
public enum GovernanceFileVerb
{
    Unchanged,
    Created,
    Changed,

    /// <summary>Named by the file, but left as an operator made it: <c>--force</c> overrides.</summary>
    Kept,

    /// <summary>Taken out of service, because the file no longer names it.</summary>
    Disabled,
}
