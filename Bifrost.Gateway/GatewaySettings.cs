namespace Bifrost.Gateway;

/// <summary>What the host tells the gateway at start.</summary>
public sealed record GatewaySettings
{
    /// <summary>Largest request body, bytes; above it the answer is 413.</summary>
    public required long MaxRequestBytes { get; init; }

    /// <summary>Holds the journal.</summary>
    public required string DataFolder { get; init; }
}
