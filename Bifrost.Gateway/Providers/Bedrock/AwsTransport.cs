using Amazon.Runtime;
using Bifrost.Domain.Governance;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Gateway.Providers.Bedrock;

/// <summary>Gives AWS's library the gateway's own way out.</summary>
internal sealed class AwsTransport(UpstreamConnections connections, ProviderSnapshot provider) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => connections.ClientFor(provider);

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => true;
}
