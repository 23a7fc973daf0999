namespace Bifrost.Domain.Persistence;

/// <summary>This process among the nodes: kept in its data folder, so that a restart is the same node.</summary>
public sealed record NodeIdentity(Guid Id)
{
    /// <summary>This run of the node: another one, of a copy of its data folder, is told by it.</summary>
    public Guid Run { get; } = Guid.CreateVersion7();
}
