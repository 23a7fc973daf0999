namespace Bifrost.Domain.Persistence;

/// <summary>Another process that lives is this node: both have the same identity, as of a data folder that was copied.</summary>
public sealed class NodeInUseException(NodeIdentity node)
    : Exception($"Another process runs as node {node.Id} on this database, so that each would take the other's leases for its own.");
