namespace Bifrost.Gateway.Forwarding;

/// <summary>A provider's proxy could not be reached; the cause within says why.</summary>
public sealed class ProxyFailedException(Exception cause) : IOException("The provider's proxy is not reached.", cause);
