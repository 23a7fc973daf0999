namespace Bifrost.Domain.Governance.File;

/// <summary>What came of applying a file.</summary>
/// <param name="Changes">One entry a row of the file, and one a pruned row; complete only when there is no error.</param>
public sealed record GovernanceFileOutcome(IReadOnlyList<GovernanceFileChange> Changes, IReadOnlyList<GovernanceFileError> Errors)
{
    /// <summary>What is allowed and hardly meant, each at its place.</summary>
    public IReadOnlyList<GovernanceFileError> Warnings { get; init; } = [];

    public bool IsOk => Errors.Count == 0;

    /// <summary>Whether a row was made, changed or disabled.</summary>
    public bool HasChanges => Changes.Any(x => x.Verb is GovernanceFileVerb.Created or GovernanceFileVerb.Changed or GovernanceFileVerb.Disabled);

    /// <summary>Counts in one line.</summary>
    public string Summary =>
        $"{Count(GovernanceFileVerb.Created)} created, {Count(GovernanceFileVerb.Changed)} changed, {Count(GovernanceFileVerb.Disabled)} disabled, {Count(GovernanceFileVerb.Kept)} kept, {Count(GovernanceFileVerb.Unchanged)} unchanged";

    private int Count(GovernanceFileVerb verb) => Changes.Count(x => x.Verb == verb);
}
