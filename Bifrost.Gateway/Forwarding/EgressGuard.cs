using System.Net;
using System.Net.Sockets;

namespace Bifrost.Gateway.Forwarding;

/// <summary>Resolves names and lets through what the rules allow.</summary>
internal static class EgressGuard
{
    /// <summary>The addresses that a connection may be made to; at least one.</summary>
    /// <exception cref="EgressRefusedException">All of them are private.</exception>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    public static async ValueTask<IPAddress[]> AllowedAsync(string host, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = await ResolveAsync(host, cancellationToken);
        var allowed = allowPrivate ? addresses : Array.FindAll(addresses, EgressAddress.IsPublic);
        return allowed.Length > 0 ? allowed : throw new EgressRefusedException(host);
    }

    /// <summary>For a connection that somebody else makes, and who chooses among the addresses: each must be public.</summary>
    /// <exception cref="EgressRefusedException">One of them is private.</exception>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    public static async ValueTask CheckAllAsync(string host, CancellationToken cancellationToken)
    {
        if (!Array.TrueForAll(await ResolveAsync(host, cancellationToken), EgressAddress.IsPublic))
        {
            throw new EgressRefusedException(host);
        }
    }

    private static async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }
}
