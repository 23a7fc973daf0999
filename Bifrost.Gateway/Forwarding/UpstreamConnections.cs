using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bifrost.Domain.Governance;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// The one way out: every connection to a provider is made here, on an address that was checked after its name was
/// resolved. No redirects, no cookies, no proxy of the environment.
/// </summary>
public sealed class UpstreamConnections : IDisposable
{
    private readonly ConcurrentDictionary<(bool AllowPrivate, TimeSpan ConnectTimeout), HttpMessageInvoker> _invokers = new();

    /// <summary>The invoker for a provider; providers with equal settings share one and its connections.</summary>
    public HttpMessageInvoker For(ProviderSnapshot provider) => For(provider.AllowPrivateNetwork, provider.ConnectTimeout);

    /// <summary>The invoker for these settings.</summary>
    public HttpMessageInvoker For(bool allowPrivateNetwork, TimeSpan connectTimeout) =>
        _invokers.GetOrAdd((allowPrivateNetwork, connectTimeout), static x => new HttpMessageInvoker(new WholeBodyHandler(Handler(x.AllowPrivate, x.ConnectTimeout))));

    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
        {
            invoker.Dispose();
        }
    }

    private static SocketsHttpHandler Handler(bool allowPrivate, TimeSpan connectTimeout) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        // Our own limit is in ConnectAsync, where it can be told from a provider that is slow to answer; this one covers TLS.
        ConnectTimeout = connectTimeout + TimeSpan.FromSeconds(5),
        EnableMultipleHttp2Connections = true,
        MaxResponseHeadersLength = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),

        // Kestrel reads header text as UTF-8; without this the handler refuses to send any that is not ASCII.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ConnectCallback = (context, cancellationToken) => ConnectInTimeAsync(context.DnsEndPoint, allowPrivate, connectTimeout, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectInTimeAsync(DnsEndPoint endPoint, bool allowPrivate, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(limit);
        try
        {
            return await ConnectAsync(endPoint, allowPrivate, bound.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        var allowed = allowPrivate ? addresses : Array.FindAll(addresses, EgressAddress.IsPublic);
        if (allowed.Length == 0)
        {
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new EgressRefusedException(endPoint.Host);
        }

        Exception? last = null;
        foreach (var address in allowed)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, endPoint.Port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                socket.Dispose();
                last = exception;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        throw last!;
    }
}
