namespace Bifrost.Domain.Providers;

/// <summary>One key of a <see cref="ProviderSpec"/>.</summary>
/// <param name="Value">The secret; null keeps the stored one, or presents none where the provider asks for none.</param>
/// <param name="Models">Upstream model patterns; null serves all.</param>
public sealed record ProviderKeySpec(string Name, string? Value = null, double Weight = 1, IReadOnlyList<string>? Models = null)
{
    /// <summary>
    /// What a key of the kind has beside its value, by the names of <see cref="KeyFields"/>. What is absent is none, but a secret
    /// that is absent keeps the stored one as long as its login is the same; an empty one is taken away.
    /// </summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();
}
