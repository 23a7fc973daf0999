using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance;

/// <summary>A provider's key as serving needs it.</summary>
/// <param name="Value">Null where the provider asks for no key.</param>
public sealed record ProviderKeySnapshot(Guid Id, string Name, Secret? Value, double Weight, ModelPatterns Models);
