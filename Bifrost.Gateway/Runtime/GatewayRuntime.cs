using System.Collections.Frozen;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Gateway.Limits;

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

    public required GovernanceSnapshot Snapshot
    {
        get;
        init
        {
            field = value;
            CapsCallers = value.LimitSubjects.Any(x => x.Kind != LimitSubjectKind.Model);
        }
    }

    /// <summary>Tags or end users have caps: what caps a call is then not known by its key and model alone.</summary>
    public bool CapsCallers { get; private init; }

    /// <summary>What caps the calls of a key to a model.</summary>
    public LimitPlans LimitPlans { get; } = new();

    public required FrozenDictionary<string, ProviderRuntime> Providers { get; init; }

    /// <summary>In alphabetical order: the order in which a bare model name is looked for.</summary>
    public required ProviderRuntime[] ProvidersByName { get; init; }
}
