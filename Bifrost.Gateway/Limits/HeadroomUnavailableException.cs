namespace Bifrost.Gateway.Limits;

/// <summary>Whether a budget has room cannot be known now: the database is away, or this node's lease has ended.</summary>
internal sealed class HeadroomUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
