using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers;

namespace Bifrost.Web.AdminApi;

/// <summary>
/// A provider as it is written: always whole, a key or header that is absent is removed. A key without
/// <c>value</c>, or a header whose value is null, keeps what is stored under its name, and
/// a proxy written without its login keeps the stored one while its address stays the same.
/// </summary>
internal sealed record ProviderBody
{
    private static readonly ProviderSpec Defaults = new() { Name = "", Kind = "" };

    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Kind { get; init; }

    public string? BaseUrl { get; init; }

    public string? ApiVersion { get; init; }

    public bool AllowPrivateNetwork { get; init; }

    public List<ProviderKeyBody>? Keys { get; init; }

    public Dictionary<string, string?>? ExtraHeaders { get; init; }

    public string? Proxy { get; init; }

    public string? CaFile { get; init; }

    public TimeSpan? ConnectTimeout { get; init; }

    public TimeSpan? FirstByteTimeout { get; init; }

    public TimeSpan? IdleTimeout { get; init; }

    public int? MaxRetries { get; init; }

    public Result<ProviderSpec> ToSpec()
    {
        if (Kind is null || !ProviderCatalog.Kinds.Contains(Kind))
        {
            return Failure.Invalid("kind", $"Write one of {string.Join(", ", ProviderCatalog.Kinds)}.");
        }

        if (Keys?.FindIndex(x => x is null) is { } at and >= 0)
        {
            return Failure.Invalid($"keys[{at}]", "A key is a JSON object.");
        }

        return new ProviderSpec
        {
            Name = Name ?? "",
            Kind = Kind,
            BaseUrl = BaseUrl,
            ApiVersion = ApiVersion,
            AllowPrivateNetwork = AllowPrivateNetwork,
            Keys = [.. (Keys ?? []).Select(x => x.ToSpec())],
            ExtraHeaders = ExtraHeaders ?? [],
            Proxy = Proxy,
            CaFile = CaFile,
            ConnectTimeout = ConnectTimeout ?? Defaults.ConnectTimeout,
            FirstByteTimeout = FirstByteTimeout ?? Defaults.FirstByteTimeout,
            IdleTimeout = IdleTimeout ?? Defaults.IdleTimeout,
            MaxRetries = MaxRetries ?? Defaults.MaxRetries,
        };
    }
}
