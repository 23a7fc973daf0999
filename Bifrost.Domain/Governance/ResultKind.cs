namespace Bifrost.Domain.Governance;

/// <summary>What became of a command.</summary>
public enum ResultKind
{
    Ok,
    Invalid,
    NotFound,

    /// <summary>Somebody else changed the row first, or the name is taken.</summary>
    Conflict,

    /// <summary>The actor's role does not allow it.</summary>
    Forbidden,

    /// <summary>The database is away: nothing is wrong with what was asked.</summary>
    Unavailable,
}
