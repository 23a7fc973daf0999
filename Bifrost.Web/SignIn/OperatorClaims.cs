using System.Globalization;
using System.Security.Claims;
using Bifrost.Domain.Identity;
using Microsoft.AspNetCore.Identity;

namespace Bifrost.Web.SignIn;

/// <summary>What a session's principal carries: who, since when, and the stamp that ends it when the operator changes.</summary>
internal static class OperatorClaims
{
    private const string DisplayName = "bf:name";
    private const string StartedAt = "bf:started";
    private const string Stamp = "bf:stamp";

    public static ClaimsPrincipal For(Operator person, DateTimeOffset now) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, person.Id.ToString()),
            new Claim(ClaimTypes.Name, person.Email ?? ""),
            new Claim(DisplayName, person.DisplayName),
            new Claim(ClaimTypes.Role, person.Role.ToString()),
            new Claim(Stamp, person.SecurityStamp ?? ""),
            new Claim(StartedAt, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ],
        IdentityConstants.ApplicationScheme));

    public static Guid? IdOf(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static string NameOf(ClaimsPrincipal user) =>
        user.FindFirstValue(DisplayName) is { Length: > 0 } name ? name : user.Identity?.Name ?? "";

    /// <summary>For what is shown; what is done asks the database again.</summary>
    public static Role? RoleOf(ClaimsPrincipal user) => Enum.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;

    public static string? StampOf(ClaimsPrincipal user) => user.FindFirstValue(Stamp);

    public static DateTimeOffset StartOf(ClaimsPrincipal user) =>
        long.TryParse(user.FindFirstValue(StartedAt), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.MinValue;
}
