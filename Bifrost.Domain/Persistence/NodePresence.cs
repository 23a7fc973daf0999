namespace Bifrost.Domain.Persistence;

/// <summary>A node of several that share a database: when it was last heard of, and how long its leases hold after that.</summary>
public sealed class NodePresence
{
    /// <summary>32 hex digits.</summary>
    public string NodeId { get; set; } = "";

    /// <summary>The run that is this node; an earlier one, or one of a copied data folder, writes here no more.</summary>
    public Guid Run { get; set; }

    /// <summary>Its own setting: whoever judges from outside may have another.</summary>
    public int LeaseSeconds { get; set; }

    /// <summary>By the database's clock.</summary>
    public DateTime SeenAt { get; set; }
}
