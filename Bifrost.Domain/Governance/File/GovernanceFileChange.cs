namespace Bifrost.Domain.Governance.File;

/// <summary>One line of the difference between a file and the database. Never holds a secret.</summary>
/// <param name="Kind">In the file's words: <c>customer</c>, <c>virtual key</c> …</param>
/// <param name="Detail">The changed fields, or why a row is kept.</param>
public sealed record GovernanceFileChange(GovernanceFileVerb Verb, string Kind, string Name, string? Detail = null)
{
    /// <summary>One line for a terminal: <c>~ team research (models)</c>.</summary>
    public override string ToString() => $"{Mark} {Kind} {Name}{(Detail is null ? "" : $" ({Detail})")}";

    private char Mark => Verb switch
    {
        GovernanceFileVerb.Created => '+',
        GovernanceFileVerb.Changed => '~',
        GovernanceFileVerb.Disabled => '-',
        GovernanceFileVerb.Kept => '!',
        _ => '=',
    };
}
