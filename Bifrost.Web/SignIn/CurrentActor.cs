using System.Security.Claims;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Persistence;
using Microsoft.AspNetCore.Components.Authorization;

namespace Bifrost.Web.SignIn;

/// <summary>
/// Who acts in this circuit or request. The role is read anew each time, so a person who was downgraded or disabled a
/// moment ago is refused even in an open circuit.
/// </summary>
internal sealed class CurrentActor(AuthenticationStateProvider states, ConsoleRequest accessor, CircuitOrigin origin, OperatorSessions sessions)
{
    /// <summary>The signed-in operator, or the request's admin token (set as the feature <see cref="Actor"/>); else anonymous.</summary>
    public async Task<Actor> GetAsync(CancellationToken cancellationToken = default)
    {
        if (origin.CircuitId is not null)
        {
            var user = (await states.GetAuthenticationStateAsync()).User;
            return await OfAsync(user, origin.SourceAddress, origin.UserAgent, origin.CircuitId, cancellationToken);
        }

        if (accessor.HttpContext is not { } context)
        {
            return Actor.Anonymous;
        }

        return context.Features.Get<Actor>() ?? await OfAsync(context.User, context, cancellationToken);
    }

    /// <summary>The same for who is about to change something. While the database is away the command's answer says so, and the form stays.</summary>
    public async Task<Actor> ForChangeAsync()
    {
        try
        {
            return await GetAsync();
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            return Actor.Unchecked;
        }
    }

    /// <summary>Nobody known, with the request's origin: for what happens before a sign-in.</summary>
    public static Actor Anonymous(HttpContext context, string? name = null) => Actor.Anonymous with
    {
        Name = name ?? Actor.Anonymous.Name,
        SourceAddress = context.Connection.RemoteIpAddress?.ToString(),
        UserAgent = context.Request.Headers.UserAgent.ToString(),
        CorrelationId = context.TraceIdentifier,
    };

    private Task<Actor> OfAsync(ClaimsPrincipal user, HttpContext context, CancellationToken cancellationToken) =>
        OfAsync(user, context.Connection.RemoteIpAddress?.ToString(), context.Request.Headers.UserAgent.ToString(), context.TraceIdentifier, cancellationToken);

    private async Task<Actor> OfAsync(ClaimsPrincipal user, string? address, string? agent, string? correlation, CancellationToken cancellationToken) =>
        await sessions.FindAsync(user, cancellationToken) is { } person
            ? new Actor(ActorKind.Operator, person.Id, person.Email ?? person.DisplayName, person.Role, address, agent, correlation)
            : Actor.Anonymous with { SourceAddress = address, UserAgent = agent, CorrelationId = correlation };
}
