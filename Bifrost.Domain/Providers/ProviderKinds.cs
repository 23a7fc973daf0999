namespace Bifrost.Domain.Providers;

/// <summary>The kinds of providers that a row may name, and each kind's own address.</summary>
public static class ProviderKinds
{
    private static readonly SortedDictionary<string, string?> BaseUrls = new(StringComparer.Ordinal)
    {
        ["openai"] = "https://api.openai.com/v1",
        ["openai-compatible"] = null,
    };

    /// <summary>Every kind, in order.</summary>
    public static IReadOnlyCollection<string> All => BaseUrls.Keys;

    public static bool IsKnown(string kind) => BaseUrls.ContainsKey(kind);

    /// <summary>The address that a provider of this kind has unless it names its own; null where it must name one.</summary>
    public static string? BaseUrlOf(string kind) => BaseUrls.GetValueOrDefault(kind);
}
