using Bifrost.Domain.Persistence;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Bifrost.Web.SignIn;

/// <summary>Ends a circuit's session within seconds of the operator's being disabled or changed, or the person's leaving.</summary>
internal sealed class RevalidatingSession(ILoggerFactory logs, OperatorSessions sessions, SessionClock clock) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return clock.IdleFor < OperatorSessions.Idle && await sessions.FindAsync(authenticationState.User, cancellationToken) is not null;
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            // Nobody can be looked up, and nobody can read or change anything either: throwing people out would only lose what they typed.
            return true;
        }
    }
}
