namespace Bifrost.Domain.Governance.File;

/// <summary>Compares what a row holds with what the file says.</summary>
internal static class Lists
{
    /// <summary>Equal in order; an absent list equals only an absent one.</summary>
    public static bool Same(IReadOnlyList<string>? stored, IReadOnlyList<string>? said) =>
        stored is null ? said is null : said is not null && stored.SequenceEqual(said, StringComparer.Ordinal);

    /// <summary>Equal whatever the order.</summary>
    public static bool Same(IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, string> said) =>
        stored.Count == said.Count && stored.All(x => said.TryGetValue(x.Key, out var value) && value == x.Value);
}
