using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Runtime;

namespace Bifrost.Gateway.CallerRoutes;

/// <summary>A model that a caller may use.</summary>
/// <param name="Provider">Its provider's name.</param>
/// <param name="Model">As the provider spells it.</param>
/// <param name="Upstream">What is known of it.</param>
/// <param name="Price">In force now; null for none.</param>
internal sealed record ListedModel(string Provider, string Model, UpstreamModel Upstream, Price? Price)
{
    /// <summary>As callers write it.</summary>
    public string Id => $"{Provider}/{Model}";
}
