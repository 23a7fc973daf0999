using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// What lies before a handler that goes through a proxy. The proxy connects, so the target's name is resolved here and every
/// address of it is checked before the proxy hears of it; that the proxy's own answer is another is out of our reach.
/// </summary>
internal sealed class ProxiedHandler(HttpMessageHandler inner, ConnectionSettings settings, TimeProvider time) : DelegatingHandler(inner)
{
    /// <summary>A direct connection is checked once and then kept for minutes; a name is not asked for with each request here either.</summary>
    private static readonly TimeSpan ChecksFor = TimeSpan.FromSeconds(10);

    private const int MostHosts = 1_000;

    private readonly ConcurrentDictionary<string, long> _checked = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await AdmitAsync(request, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }

    // Some SDKs send without await; what they may reach is the same.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AdmitAsync(request, cancellationToken).AsTask().GetAwaiter().GetResult();
        return base.Send(request, cancellationToken);
    }

    private async ValueTask AdmitAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // For https the handler presents it to the proxy alone, in CONNECT.
        request.Headers.ProxyAuthorization = request.RequestUri!.Scheme == Uri.UriSchemeHttp ? settings.Proxy!.Authorization : null;
        var host = request.RequestUri.IdnHost;
        if (settings.AllowPrivate || (_checked.TryGetValue(host, out var at) && time.GetElapsedTime(at) < ChecksFor))
        {
            return;
        }

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(settings.ConnectTimeout);
        try
        {
            await EgressGuard.CheckAllAsync(host, bound.Token);
        }
        catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new HttpRequestException(HttpRequestError.NameResolutionError, "The name of the provider's host does not resolve here.", exception);
        }

        if (_checked.Count < MostHosts || _checked.ContainsKey(host))
        {
            _checked[host] = time.GetTimestamp();
        }
    }
}
