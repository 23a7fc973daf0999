namespace Bifrost.Domain.Limits;

/// <summary>
/// The part of a rate limit, or of requests at once, that one node may use without asking; and what it has used of it, which
/// its next run remembers. Over all nodes the parts never pass the limit.
/// </summary>
public sealed class LimitShare
{
    /// <summary>The rate limit's id, or that of the owner whose requests at once are capped.</summary>
    public Guid LimitId { get; set; }

    public string Account { get; set; } = "";

    public string NodeId { get; set; } = "";

    /// <summary>What the node may have counted at any time; zero where no other node shares the database.</summary>
    public long Cap { get; set; }

    /// <summary>What it had counted when it last said.</summary>
    public long Used { get; set; }

    /// <summary>When it counted that: pairs of an age (ms before <see cref="RenewedAt"/>) and a count. Null for requests at once, which end with the process.</summary>
    public byte[]? Counts { get; set; }

    /// <summary>When the oldest of it counts no more.</summary>
    public DateTime FreesAt { get; set; }

    /// <summary>Rises when another node needs what this one does not.</summary>
    public long Recalled { get; set; }

    /// <summary>The last recall that this node has answered.</summary>
    public long Answered { get; set; }

    /// <summary>How long what a node counted counts after it was last heard of; seconds.</summary>
    public int KeepSeconds { get; set; }

    public DateTime RenewedAt { get; set; }

    /// <summary>From then on the row counts for nobody.</summary>
    public DateTime HeldUntil { get; set; }
}
