using Bifrost.Domain.Identity;
using Bifrost.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace Bifrost.Web.AdminApi;

/// <summary>Who may do what: metadata of each endpoint, read before any handler runs.</summary>
internal static class AdminPolicies
{
    /// <summary>Picks the credential: an admin token, or the console's session.</summary>
    public const string Scheme = "bifrost-admin-api";

    /// <summary>Any operator or token of a known role.</summary>
    public const string Read = "admin-api-read";

    /// <summary>Admins; a browser's session must also prove that it is the console's own page that asks.</summary>
    public const string Write = "admin-api-write";

    /// <summary>Another site cannot make a browser send it without asking us first, and nobody is ever told yes.</summary>
    public const string CsrfHeader = "x-bf-csrf";

    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Read, x => x.AddAuthenticationSchemes(Scheme).RequireRole(nameof(Role.Admin), nameof(Role.Auditor)));
        options.AddPolicy(Write, x => x.AddAuthenticationSchemes(Scheme).RequireAssertion(MayWrite));
    }

    /// <summary>Why a write is refused; null when it is not.</summary>
    public static string? WhyNot(HttpContext context) =>
        !context.User.IsInRole(nameof(Role.Admin)) ? "Your role reads but does not change. An admin can grant it."
        : IsSession(context) && !IsOwnPage(context.Request) ? $"A write with the console's session carries the header {CsrfHeader}: 1 and this host's own Origin. Programs use an admin token."
        : null;

    private static bool MayWrite(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && WhyNot(http) is null;

    private static bool IsSession(HttpContext context) =>
        context.User.Identities.Any(x => x.AuthenticationType == IdentityConstants.ApplicationScheme);

    private static bool IsOwnPage(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        var own = request.HttpContext.RequestServices.GetRequiredService<BifrostSettings>().PublicUrl.GetLeftPart(UriPartial.Authority);
        return request.Headers[CsrfHeader] == "1"
            && (origin.Length == 0
                || origin.Equals(own, StringComparison.OrdinalIgnoreCase)
                || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase));
    }
}
