namespace Bifrost.Domain.Persistence;

/// <summary>This process among the nodes: kept in its data folder, so that a restart is the same node.</summary>
public sealed record NodeIdentity(Guid Id);
