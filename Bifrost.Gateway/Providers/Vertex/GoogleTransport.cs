using Bifrost.Domain.Governance;
using Bifrost.Gateway.Forwarding;
using Google.Apis.Http;

namespace Bifrost.Gateway.Providers.Vertex;

/// <summary>Gives Google's library the gateway's own way out.</summary>
internal sealed class GoogleTransport(UpstreamConnections connections, ProviderSnapshot provider) : HttpClientFactory
{
    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => connections.HandlerFor(provider);
}
