namespace Bifrost.Web.Console.Providers;

/// <summary>A card of the catalogue: it only prefills the form.</summary>
/// <param name="KeyPrefixes">By which a pasted key is recognised, the longest match winning.</param>
public sealed record ProviderPreset(string Title, string Kind, string Name, string? BaseUrl, bool NeedsKey, string Note, IReadOnlyList<string> KeyPrefixes);
