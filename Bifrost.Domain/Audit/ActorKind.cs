namespace Bifrost.Domain.Audit;

/// <summary>What kind of actor caused an event. Stored as its name.</summary>
public enum ActorKind
{
    Anonymous,
    Operator,
    AdminToken,
    CommandLine,
    GovernanceFile,
    System,
}
