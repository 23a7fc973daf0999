using Bifrost.Domain.Persistence;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Bifrost.Web.SignIn;

/// <summary>Ends a circuit's session within seconds of the operator's being disabled or changed, or the person's leaving.</summary>
internal sealed class RevalidatingSession : RevalidatingServerAuthenticationStateProvider
{
    private readonly OperatorSessions _sessions;
    private readonly SessionClock _clock;
    private readonly IHostApplicationLifetime _host;
    private readonly CancellationTokenRegistration _ended;

    public RevalidatingSession(ILoggerFactory logs, OperatorSessions sessions, SessionClock clock, IHostApplicationLifetime host)
        : base(logs)
    {
        (_sessions, _clock, _host) = (sessions, clock, host);

        // The services end before circuits that nobody closed: without them there is nothing to validate, nor anybody to throw out.
        _ended = host.ApplicationStopped.Register(((IDisposable)this).Dispose);
    }

    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        try
        {
            return _clock.IdleFor < OperatorSessions.Idle && await _sessions.FindAsync(authenticationState.User, cancellationToken) is not null;
        }
        catch (Exception exception) when (DatabaseFailure.IsAway(exception))
        {
            // Nobody can be looked up, and nobody can read or change anything either: throwing people out would only lose what they typed.
            return true;
        }
        catch (Exception exception) when (_host.ApplicationStopped.IsCancellationRequested && exception is ObjectDisposedException or OperationCanceledException)
        {
            // The host ended in the midst of it.
            return true;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _ended.Dispose();
        base.Dispose(disposing);
    }
}
