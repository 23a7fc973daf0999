namespace Bifrost.Domain.Providers;

/// <summary>One key of a <see cref="ProviderSpec"/>.</summary>
/// <param name="Value">The secret; null keeps the stored one, or presents none where the provider asks for none.</param>
/// <param name="Models">Upstream model patterns; null serves all.</param>
public sealed record ProviderKeySpec(string Name, string? Value = null, double Weight = 1, IReadOnlyList<string>? Models = null);
