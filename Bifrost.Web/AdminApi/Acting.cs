using System.Security.Claims;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;

namespace Bifrost.Web.AdminApi;

/// <summary>Who acts in this request, for the commands and the audit trail.</summary>
internal sealed record Acting(Actor Actor)
{
    public static ValueTask<Acting> BindAsync(HttpContext context) => ValueTask.FromResult(new Acting(Of(context)));

    public static Actor Of(HttpContext context)
    {
        var user = context.User;
        var isToken = user.Identities.Any(x => x.AuthenticationType == AdminTokenHandler.SchemeName);
        var actor = Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new Actor(isToken ? ActorKind.AdminToken : ActorKind.Operator, id, user.Identity?.Name ?? "", RoleOf(user))
            : Actor.Anonymous;
        return actor with
        {
            SourceAddress = context.Connection.RemoteIpAddress?.ToString(),
            UserAgent = context.Request.Headers.UserAgent.ToString(),
            CorrelationId = context.TraceIdentifier,
        };
    }

    private static Role? RoleOf(ClaimsPrincipal user) => Enum.TryParse<Role>(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;
}
