namespace Bifrost.Domain.Governance;

/// <summary>What a revision touched, so that one changed key does not reload a million.</summary>
public sealed class GovernanceChange
{
    public long Revision { get; set; }

    public Guid EntityId { get; set; }

    public GovernedKind Kind { get; set; }
}
