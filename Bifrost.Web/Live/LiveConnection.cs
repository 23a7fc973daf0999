using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Bifrost.Web.Live;

/// <summary>Whether this circuit's browser is connected: nothing is read for a page that nobody can see.</summary>
internal sealed class LiveConnection : CircuitHandler
{
    /// <summary>Raised when the connection comes back.</summary>
    public event Action? Restored;

    public bool IsUp { get; private set; } = true;

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsUp = false;
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        IsUp = true;
        Restored?.Invoke();
        return Task.CompletedTask;
    }
}
