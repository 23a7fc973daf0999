namespace Bifrost.Gateway.Runtime;

/// <summary>Holds the runtime that new requests are served with.</summary>
internal sealed class RuntimeHolder
{
    private volatile GatewayRuntime _current = GatewayRuntime.Empty;

    /// <summary>Read by the exchange factory alone: the rest reads <c>exchange.Runtime</c>.</summary>
    public GatewayRuntime Current => _current;

    /// <summary>True once a runtime was compiled from the database.</summary>
    public bool IsLoaded => !ReferenceEquals(_current, GatewayRuntime.Empty);

    public void Replace(GatewayRuntime runtime) => _current = runtime;
}
