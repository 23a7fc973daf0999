using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Runtime;

namespace Bifrost.Gateway.Exchanges;

/// <summary>Where a request goes: a provider, its model, and the price in force.</summary>
internal sealed record Target(ProviderRuntime Provider, UpstreamModel Upstream, Price? Price)
{
    /// <summary>The upstream's name of the model.</summary>
    public string Model => Upstream.Name;
}
