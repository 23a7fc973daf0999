using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Bifrost.Web.SignIn;

/// <summary>Remembers the connection behind a circuit, for the audit trail.</summary>
internal sealed class CircuitOriginHandler(CircuitOrigin origin, ConsoleRequest accessor) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        origin.CircuitId = circuit.Id;
        return Task.CompletedTask;
    }

    // A circuit may move to another network: each connection is looked at.
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (accessor.HttpContext is { } context)
        {
            origin.SourceAddress = context.Connection.RemoteIpAddress?.ToString();
            origin.UserAgent = context.Request.Headers.UserAgent.ToString();
        }

        return Task.CompletedTask;
    }
}
