using Bifrost.Domain.Governance;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Providers;

/// <summary>The code for one kind of provider: its address, its authentication, its peculiarities.</summary>
internal interface IProviderAdapter
{
    ProviderDescriptor Descriptor { get; }

    /// <summary>The path of an operation below the base URL, with a leading slash; null where the kind does not have it.</summary>
    string? PathOf(Operation operation);

    /// <summary>What images and audio cost at most with a model of this kind, in tokens as the provider bills them.</summary>
    MediaBound MediaOf(ReadOnlySpan<char> model);

    /// <summary>Puts the provider's own credential on the request.</summary>
    void Authenticate(HttpRequestMessage request, ProviderKeySnapshot key);
}
