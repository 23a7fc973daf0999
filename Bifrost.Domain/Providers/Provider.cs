using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Providers;

/// <summary>A configured upstream. Its name is what callers write before the slash.</summary>
public sealed class Provider : IVersioned, ILimited
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    /// <summary>A catalogue entry: <c>openai</c>, <c>openai-compatible</c> …</summary>
    public required string Kind { get; set; }

    /// <summary>Absolute http(s) address without a trailing slash; null takes the kind's own.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>Of Azure's dated API with deployments in the path; null is its v1 API.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Lets this provider's host resolve to a private, loopback or link-local address.</summary>
    public bool AllowPrivateNetwork { get; set; }

    /// <summary>Names of the headers that are sent upstream with each request.</summary>
    public List<string> ExtraHeaderNames { get; set; } = [];

    /// <summary>The headers as a JSON object, encrypted, since they often carry secrets; null is none.</summary>
    public byte[]? EncryptedExtraHeaders { get; set; }

    /// <summary>The HTTP proxy that every connection goes through, without its login; null connects directly.</summary>
    public string? Proxy { get; set; }

    /// <summary>The proxy's <c>user:password</c>, encrypted; null is none.</summary>
    public byte[]? EncryptedProxyLogin { get; set; }

    /// <summary>A PEM file on each node whose certificates are trusted besides the system's; null is none.</summary>
    public string? CaFile { get; set; }

    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>From the request's last byte to the response's head.</summary>
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromSeconds(600);

    /// <summary>The longest silence within a response.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Further attempts after the first, before a byte has gone to the caller.</summary>
    public int MaxRetries { get; set; } = 2;

    public List<ProviderKey> Keys { get; set; } = [];

    public int? MaxConcurrency { get; set; }

    public bool Frozen { get; set; }

    public bool FrozenByHand { get; set; }

    /// <summary>Managed by the governance file and read-only elsewhere.</summary>
    public bool FromFile { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? DisabledAt { get; set; }

    public int Version { get; set; }
}
