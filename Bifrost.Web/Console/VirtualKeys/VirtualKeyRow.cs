namespace Bifrost.Web.Console.VirtualKeys;

/// <summary>One key of the list.</summary>
/// <param name="TeamCustomer">The customer of its team.</param>
public sealed record VirtualKeyRow(
    Guid Id,
    string Name,
    string LastFour,
    string? Team,
    string? TeamCustomer,
    string? Customer,
    List<string> Models,
    DateTime? LastUsedAt,
    DateTime? ExpiresAt,
    DateTime? RevokedAt,
    bool FromFile,
    bool Frozen)
{
    public VirtualKeyState StateAt(DateTime now) =>
        RevokedAt is not null ? VirtualKeyState.Revoked : ExpiresAt <= now ? VirtualKeyState.Expired : VirtualKeyState.Active;
}
