namespace Bifrost.Web.AdminApi;

/// <summary>Why a credential is revoked, for the audit trail.</summary>
internal sealed record RevokeBody : IOptionalBody
{
    public string? Reason { get; init; }
}
