using System.ComponentModel.DataAnnotations;
using Bifrost.Domain.Providers;

namespace Bifrost.Web.AdminApi;

/// <summary>
/// A key as it is written. What a kind has beside the value stands by its name in the governance file; a secret among it that is
/// absent keeps what is stored as long as its login is the same, and an empty one takes it away.
/// </summary>
/// <param name="Value">The secret; never answered back.</param>
internal sealed record ProviderKeyBody([property: Required] string? Name = null, string? Value = null, double Weight = 1, List<string>? Models = null)
{
    public string? Region { get; init; }

    public string? AccessKeyId { get; init; }

    public string? SecretAccessKey { get; init; }

    public string? SessionToken { get; init; }

    public string? Profile { get; init; }

    public string? RoleArn { get; init; }

    public string? TenantId { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? Project { get; init; }

    public string? Location { get; init; }

    public string? ServiceAccountJson { get; init; }

    public ProviderKeySpec ToSpec()
    {
        (string Name, string? Value)[] fields =
        [
            (KeyFields.Region, Region), (KeyFields.AccessKeyId, AccessKeyId), (KeyFields.SecretAccessKey, SecretAccessKey), (KeyFields.SessionToken, SessionToken),
            (KeyFields.Profile, Profile), (KeyFields.RoleArn, RoleArn), (KeyFields.TenantId, TenantId), (KeyFields.ClientId, ClientId),
            (KeyFields.ClientSecret, ClientSecret), (KeyFields.Project, Project), (KeyFields.Location, Location), (KeyFields.ServiceAccountJson, ServiceAccountJson),
        ];
        return new ProviderKeySpec(Name ?? "", Value, Weight, Models) { Fields = fields.Where(x => x.Value is not null).ToDictionary(x => x.Name, x => x.Value!, StringComparer.Ordinal) };
    }
}
