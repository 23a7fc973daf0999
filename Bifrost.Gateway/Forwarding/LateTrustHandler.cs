using Bifrost.Domain.Governance;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// The way out of a provider whose <c>ca_file</c> could not be read: each request reads it again and fails with what is wrong, until
/// it is there. One provider's file must not keep a node from serving the others, or from hearing that a key was revoked.
/// </summary>
internal sealed class LateTrustHandler(UpstreamConnections connections, ProviderSnapshot provider) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        await connections.For(provider).SendAsync(request, cancellationToken);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        connections.For(provider).Send(request, cancellationToken);
}
