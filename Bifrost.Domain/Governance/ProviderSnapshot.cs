using Bifrost.Domain.Limits;

namespace Bifrost.Domain.Governance;

/// <summary>A provider as serving needs it.</summary>
public sealed record ProviderSnapshot
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary>As configured; null takes the kind's own address.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Of Azure's dated API with deployments in the path; null is its v1 API.</summary>
    public string? ApiVersion { get; init; }

    public bool AllowPrivateNetwork { get; init; }

    public IReadOnlyList<KeyValuePair<string, Secret>> ExtraHeaders { get; init; } = [];

    /// <summary>The HTTP proxy without its login; null connects directly.</summary>
    public string? Proxy { get; init; }

    /// <summary>As <see cref="Providers.ProxyAddress.Login"/>.</summary>
    public Secret? ProxyLogin { get; init; }

    /// <summary>A PEM file whose certificates are trusted besides the system's.</summary>
    public string? CaFile { get; init; }

    public TimeSpan ConnectTimeout { get; init; }

    public TimeSpan FirstByteTimeout { get; init; }

    public TimeSpan IdleTimeout { get; init; }

    public int MaxRetries { get; init; }

    public OwnerLimits Limits { get; init; } = OwnerLimits.None;

    /// <summary>Enabled keys, by name.</summary>
    public IReadOnlyList<ProviderKeySnapshot> Keys { get; init; } = [];
}
