namespace Bifrost.Domain.Statements;

/// <summary>Why a line stands in a statement; also the order of lines.</summary>
public enum StatementLineKind
{
    /// <summary>Used in the statement's own month.</summary>
    Usage,

    /// <summary>Used in a month that was closed before it was recorded.</summary>
    Adjustment,

    /// <summary>An amount that an admin added.</summary>
    Correction,
}
