using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Azure.Core.Pipeline;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// The one way out: every connection to a provider is made here, on an address that was checked after its name was
/// resolved. No redirects, no cookies, no proxy of the environment; through a provider's own proxy only to hosts that were checked.
/// </summary>
public sealed class UpstreamConnections(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<ConnectionSettings, HttpMessageInvoker> _invokers = new();

    /// <summary>The invoker for a provider; providers with equal settings share one and its connections.</summary>
    /// <exception cref="CertificateFileException">Its <c>ca_file</c> cannot be used.</exception>
    public HttpMessageInvoker For(ProviderSnapshot provider) => TryFor(provider, out var wrong) ?? throw new CertificateFileException(wrong);

    /// <summary>As <see cref="For(ProviderSnapshot)"/>; where the <c>ca_file</c> cannot be used it is each request that fails, until it can.</summary>
    internal HttpMessageInvoker AlwaysFor(ProviderSnapshot provider) =>
        TryFor(provider, out _) ?? new HttpMessageInvoker(new LateTrustHandler(this, provider));

    /// <summary>The invoker for these settings.</summary>
    public HttpMessageInvoker For(bool allowPrivateNetwork, TimeSpan connectTimeout) => For(new ConnectionSettings(allowPrivateNetwork, connectTimeout));

    /// <summary>
    /// The same way out as a transport for a vendor's own library (tokens, signatures): AWSSDK.Core's <c>HttpClientFactory</c>,
    /// Azure.Core's <c>HttpClientTransport</c>, Google's <c>IHttpClientFactory</c>. May be disposed; the connections stay.
    /// </summary>
    /// <exception cref="CertificateFileException">Its <c>ca_file</c> cannot be used.</exception>
    public HttpMessageHandler HandlerFor(ProviderSnapshot provider) => new SharedHandler(For(provider));

    /// <summary>As <see cref="HandlerFor"/>, for libraries that take a client; it waits 100 s at most for an answer.</summary>
    /// <exception cref="CertificateFileException">Its <c>ca_file</c> cannot be used.</exception>
    public HttpClient ClientFor(ProviderSnapshot provider) => new(HandlerFor(provider), disposeHandler: true);

    /// <summary>As <see cref="HandlerFor(ProviderSnapshot)"/>, in the form that Azure's libraries take.</summary>
    /// <exception cref="CertificateFileException">Its <c>ca_file</c> cannot be used.</exception>
    internal HttpPipelineTransport TransportFor(ProviderSnapshot provider) => new HttpClientTransport(HandlerFor(provider));

    public void Dispose()
    {
        foreach (var invoker in _invokers.Values)
        {
            invoker.Dispose();
        }
    }

    private HttpMessageInvoker? TryFor(ProviderSnapshot provider, out string wrong)
    {
        wrong = "";
        CertificateFile? authorities = null;
        if (provider.CaFile is { } path && (authorities = CertificateFile.Read(path, out wrong)) is null)
        {
            return null;
        }

        var proxy = provider.Proxy is { } url ? new UpstreamProxy(url, provider.ProxyLogin) : null;
        return For(new ConnectionSettings(provider.AllowPrivateNetwork, provider.ConnectTimeout, proxy, authorities));
    }

    private HttpMessageInvoker For(ConnectionSettings settings) => _invokers.GetOrAdd(settings, static (x, clock) => new HttpMessageInvoker(HandlerFor(x, clock)), time);

    private static HttpMessageHandler HandlerFor(ConnectionSettings settings, TimeProvider time) =>
        settings.Proxy is null ? Handler(settings) : new ProxiedHandler(Handler(settings), settings, time);

    private static SocketsHttpHandler Handler(ConnectionSettings settings) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = settings.Proxy is not null,
        Proxy = settings.Proxy,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = CertificateTrust.PolicyOf(settings.Authorities) },
        ActivityHeadersPropagator = null,
        // Our own limit is in ConnectAsync, where it can be told from a provider that is slow to answer; this one covers TLS.
        ConnectTimeout = settings.ConnectTimeout + TimeSpan.FromSeconds(5),
        EnableMultipleHttp2Connections = true,
        MaxResponseHeadersLength = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),

        // Kestrel reads header text as UTF-8; without this the handler refuses to send any that is not ASCII.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, settings, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        // Where the proxy stands is the operator's word, and mostly on a private network.
        if (settings.Proxy?.Is(endPoint) != true)
        {
            return await ConnectInTimeAsync(endPoint, settings.AllowPrivate, settings.ConnectTimeout, cancellationToken);
        }

        try
        {
            return await ConnectInTimeAsync(endPoint, allowPrivate: true, settings.ConnectTimeout, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new ProxyFailedException(exception);
        }
    }

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
        Exception? last = null;
        foreach (var address in await EgressGuard.AllowedAsync(endPoint.Host, allowPrivate, cancellationToken))
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
