using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Providers;

/// <summary>What an admin or the governance file says of a provider. The lists are whole: what is absent is removed.</summary>
public sealed record ProviderSpec
{
    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary>Null takes the kind's own address.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Only of Azure: its dated API, with deployments in the path; null is v1.</summary>
    public string? ApiVersion { get; init; }

    public bool AllowPrivateNetwork { get; init; }

    public IReadOnlyList<ProviderKeySpec> Keys { get; init; } = [];

    /// <summary>A null value keeps what is stored under that name.</summary>
    public IReadOnlyDictionary<string, string?> ExtraHeaders { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// The HTTP proxy, with its login where it asks for one (<c>http://user:password@host:3128</c>). Without a login the stored one
    /// is kept as long as the address stays the same.
    /// </summary>
    public string? Proxy { get; init; }

    /// <summary>A PEM file, as each node finds it.</summary>
    public string? CaFile { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(600);

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    public int MaxRetries { get; init; } = 2;

    /// <summary>Null leaves them as they are.</summary>
    public LimitsSpec? Limits { get; init; }
}
