using System.Collections.Frozen;
using Bifrost.Domain.Governance;

namespace Bifrost.Gateway.Runtime;

/// <summary>A snapshot compiled for serving; immutable. One request sees one of them from its beginning to its end.</summary>
internal sealed class GatewayRuntime
{
    public static GatewayRuntime Empty { get; } = new()
    {
        Snapshot = GovernanceSnapshot.Empty,
        Providers = FrozenDictionary<string, ProviderRuntime>.Empty,
        ProvidersByName = [],
    };

    public required GovernanceSnapshot Snapshot { get; init; }

    public required FrozenDictionary<string, ProviderRuntime> Providers { get; init; }

    /// <summary>In alphabetical order: the order in which a bare model name is looked for.</summary>
    public required ProviderRuntime[] ProvidersByName { get; init; }
}
