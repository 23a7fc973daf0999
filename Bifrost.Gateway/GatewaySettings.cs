namespace Bifrost.Gateway;

/// <summary>What the host tells the gateway at start.</summary>
public sealed record GatewaySettings
{
    /// <summary>Largest request body, bytes; above it the answer is 413.</summary>
    public required long MaxRequestBytes { get; init; }

    /// <summary>All large bodies that are held at once, bytes; beyond it requests are refused rather than the process killed.</summary>
    public long MaxBodyBytesInFlight { get; init; } = 512L * 1024 * 1024;

    /// <summary>Holds the journal.</summary>
    public required string DataFolder { get; init; }
}
