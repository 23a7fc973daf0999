using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance;

/// <summary>A provider's key as serving needs it.</summary>
/// <param name="Value">Null where the provider asks for no key.</param>
public sealed record ProviderKeySnapshot(Guid Id, string Name, Secret? Value, double Weight, ModelPatterns Models)
{
    private static readonly Dictionary<string, string> NoSettings = [];
    private static readonly Dictionary<string, Secret> NoSecrets = [];

    /// <summary>What the kind has beside the value and is no secret, by the names of <see cref="Providers.KeyFields"/>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = NoSettings;

    /// <summary>The secret fields, by the same names.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = NoSecrets;
}
