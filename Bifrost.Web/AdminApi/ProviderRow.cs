using Bifrost.Domain.Providers;

namespace Bifrost.Web.AdminApi;

/// <summary>What a list and an answer show of a provider: of keys the last four characters, of extra headers the names, of a proxy all but its login.</summary>
internal sealed record ProviderRow
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public string? BaseUrl { get; init; }

    public string? ApiVersion { get; init; }

    public bool AllowPrivateNetwork { get; init; }

    public required IReadOnlyList<ProviderKeyRow> Keys { get; init; }

    public required IReadOnlyList<string> ExtraHeaderNames { get; init; }

    public string? Proxy { get; init; }

    public bool HasProxyLogin { get; init; }

    public string? CaFile { get; init; }

    public TimeSpan ConnectTimeout { get; init; }

    public TimeSpan FirstByteTimeout { get; init; }

    public TimeSpan IdleTimeout { get; init; }

    public int MaxRetries { get; init; }

    public bool Frozen { get; init; }

    public bool FromFile { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime? DisabledAt { get; init; }

    public int Version { get; init; }

    public static ProviderRow Of(Provider provider) => new()
    {
        Id = provider.Id,
        Name = provider.Name,
        Kind = provider.Kind,
        BaseUrl = provider.BaseUrl,
        ApiVersion = provider.ApiVersion,
        AllowPrivateNetwork = provider.AllowPrivateNetwork,
        Keys = [.. provider.Keys.OrderBy(x => x.Name, StringComparer.Ordinal).Select(x => new ProviderKeyRow(x.Name, x.LastFour, x.EncryptedValue is not null, x.Weight, x.Models, x.DisabledAt, x.Settings, x.SecretNames))],
        ExtraHeaderNames = provider.ExtraHeaderNames,
        Proxy = provider.Proxy,
        HasProxyLogin = provider.EncryptedProxyLogin is not null,
        CaFile = provider.CaFile,
        ConnectTimeout = provider.ConnectTimeout,
        FirstByteTimeout = provider.FirstByteTimeout,
        IdleTimeout = provider.IdleTimeout,
        MaxRetries = provider.MaxRetries,
        Frozen = provider.Frozen,
        FromFile = provider.FromFile,
        CreatedAt = provider.CreatedAt,
        DisabledAt = provider.DisabledAt,
        Version = provider.Version,
    };

    /// <param name="Settings">What the kind has beside the value and is no secret, by its name in the governance file.</param>
    /// <param name="SecretNames">The secret fields that are stored.</param>
    /// <param name="LastFour">Null for values too short to show a part of.</param>
    internal sealed record ProviderKeyRow(string Name, string? LastFour, bool HasValue, double Weight, List<string>? Models, DateTime? DisabledAt, Dictionary<string, string> Settings, List<string> SecretNames);
}
