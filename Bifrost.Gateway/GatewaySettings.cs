namespace Bifrost.Gateway;

/// <summary>What the host tells the gateway at start.</summary>
public sealed record GatewaySettings
{
    /// <summary>Largest request body, bytes; above it the answer is 413.</summary>
    public required long MaxRequestBytes { get; init; }

    /// <summary>All large bodies that are held at once, bytes; beyond it requests are refused rather than the process killed.</summary>
    public long MaxBodyBytesInFlight { get; init; } = 512L * 1024 * 1024;

    /// <summary>Other nodes may use the same database: what this one may spend is leased from it.</summary>
    public bool SharesDatabase { get; init; }

    /// <summary>Callers' routes are mapped: while the database is away a part of each rate limit is this node's.</summary>
    public bool ServesCallers { get; init; } = true;

    /// <summary>How long this node goes on spending what it has leased while the database is away.</summary>
    public TimeSpan BudgetLease { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a call waits for a place where an owner's requests at once are capped; zero refuses at once.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Holds the journal.</summary>
    public required string DataFolder { get; init; }
}
