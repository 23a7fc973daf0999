namespace Bifrost.Domain.Identity;

/// <summary>What an operator may do. Stored as its name.</summary>
public enum Role
{
    /// <summary>Reads everything but secrets and content; writes nothing.</summary>
    Auditor,

    /// <summary>Reads and changes everything.</summary>
    Admin,
}
