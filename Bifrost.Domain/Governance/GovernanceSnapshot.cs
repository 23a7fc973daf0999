using System.Collections.Frozen;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance;

/// <summary>All governance that serving needs, at one revision; immutable.</summary>
public sealed record GovernanceSnapshot
{
    /// <summary>Nothing configured: what a process serves before its first read.</summary>
    public static GovernanceSnapshot Empty { get; } = new();

    public long Revision { get; init; }

    /// <summary>By name; disabled ones are absent.</summary>
    public FrozenDictionary<string, ProviderSnapshot> Providers { get; init; } = FrozenDictionary<string, ProviderSnapshot>.Empty;

    public FrozenDictionary<Guid, OwnerSnapshot> Teams { get; init; } = FrozenDictionary<Guid, OwnerSnapshot>.Empty;

    public FrozenDictionary<Guid, OwnerSnapshot> Customers { get; init; } = FrozenDictionary<Guid, OwnerSnapshot>.Empty;

    /// <summary>Capped models, tags and end users, oldest first.</summary>
    public IReadOnlyList<LimitSubjectSnapshot> LimitSubjects { get; init; } = [];

    public VirtualKeyMap VirtualKeys { get; init; } = VirtualKeyMap.Empty;

    public PriceList Prices { get; init; } = new([], PriceBook.Embedded);

    public FrozenDictionary<KeyHash, AdminTokenSnapshot> AdminTokens { get; init; } = FrozenDictionary<KeyHash, AdminTokenSnapshot>.Empty;
}
