using Bifrost.Domain.Governance;
using Bifrost.Domain.Providers;
using Bifrost.Gateway.Providers;

namespace Bifrost.Web.Console.Providers;

/// <summary>The catalogue as the page "Add a provider" shows it: found by name or address, and recognised by a pasted key.</summary>
public static class ProviderChoices
{
    // Keys that a vendor's shorter prefix would claim, or that are no provider's at all.
    private static readonly (string Prefix, string Says)[] Strangers =
    [
        ("sk-bf-", "This is a virtual key of Bifrost: callers use it. A provider's key comes from the provider."),
        ("bfa-", "This is an admin token of Bifrost. A provider's key comes from the provider."),
    ];

    /// <summary>OpenAI and what is anybody's come first, then all by name.</summary>
    public static IReadOnlyList<ProviderDescriptor> All { get; } =
        [.. ProviderCatalog.Descriptors.OrderBy(d => d.Kind == "openai" ? 0 : IsAnybodys(d) ? 1 : 2).ThenBy(d => d.DisplayName, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whose name, kind or address holds the text.</summary>
    public static IReadOnlyList<ProviderDescriptor> Matching(string text) => text.Trim() is not { Length: > 0 } part ? All :
        [.. All.Where(d => d.DisplayName.Contains(part, StringComparison.OrdinalIgnoreCase) || d.Kind.Contains(part, StringComparison.OrdinalIgnoreCase) || NoteOf(d).Contains(part, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The kind that a key belongs to, by its longest prefix; null when no prefix fits.</summary>
    public static ProviderDescriptor? Recognise(string key) => WarningOf(key) is not null ? null : Owner(key);

    /// <summary>What a key is when it is none that can be used here; null when nothing speaks against it.</summary>
    public static string? WarningOf(string key) => Strangers
        .Where(s => key.StartsWith(s.Prefix, StringComparison.Ordinal) && LongestPrefix(Owner(key), key) < s.Prefix.Length)
        .Select(s => s.Says).FirstOrDefault();

    /// <summary>What the form begins with.</summary>
    public static string NameOf(ProviderDescriptor kind) => IsAnybodys(kind) ? "" : kind.Kind;

    /// <summary>What the form begins with: the kind's own address, or one to be completed.</summary>
    public static string AddressOf(ProviderDescriptor kind) => kind.DefaultBaseUrl ?? (IsAnybodys(kind) || kind.AddressIsOfKey ? "" : kind.ExampleBaseUrl ?? "");

    /// <summary>Where it is, in a few words.</summary>
    public static string NoteOf(ProviderDescriptor kind) =>
        kind.AddressIsOfKey ? "an address for each region"
        : IsAnybodys(kind) ? "any other address"
        : kind.ExampleBaseUrl?.Contains("//my-resource.", StringComparison.Ordinal) is true ? "an address for each resource"
        : AddressOf(kind) is var address && address.Contains('{', StringComparison.Ordinal) ? "an address for each account"
        : Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Authority : "";

    /// <summary>What callers can ask of it here, in the words of their paths: what a vendor has and no route leads to is not among it.</summary>
    public static string ServesOf(ProviderDescriptor kind) => string.Join(", ", Enum.GetValues<ProviderOperations>()
        .Where(o => o is not (ProviderOperations.None or ProviderOperations.All or ProviderOperations.Rerank) && kind.Operations.HasFlag(o)).Select(o => o.ToString().ToLowerInvariant())
        .Concat(ProviderCatalog.NativeOf(kind.Kind)));

    /// <summary>What a new provider of a kind lacks, and what the rules refuse.</summary>
    public static List<FieldError> Check(ProviderDescriptor kind, ProviderSpec spec)
    {
        var errors = ProviderRules.Check(spec);
        if (spec.BaseUrl is null && kind is { DefaultBaseUrl: null, AddressIsOfKey: false })
        {
            errors.Add(new("base_url", $"Write the address, such as {kind.ExampleBaseUrl}."));
        }

        if (spec.Keys.Count == 0 && kind.KeyRequired)
        {
            errors.Add(new("keys", $"{kind.DisplayName} asks for a key."));
        }

        if (spec.Keys is [var key] && KeyCompleteness.FaultOf(spec.Kind, x => x == "value" ? key.Value is not null : key.Fields.ContainsKey(x), spec.BaseUrl is not null) is { } fault)
        {
            errors.Add(new("keys", fault.Message));
        }

        return errors;
    }

    private static ProviderDescriptor? Owner(string key) =>
        All.Where(d => LongestPrefix(d, key) > 0).MaxBy(d => LongestPrefix(d, key));

    private static int LongestPrefix(ProviderDescriptor? kind, string key) =>
        kind is null ? 0 : kind.KeyPrefixes.Where(p => key.StartsWith(p, StringComparison.Ordinal)).Select(p => p.Length).DefaultIfEmpty().Max();

    /// <summary>A kind that is anybody's address.</summary>
    private static bool IsAnybodys(ProviderDescriptor kind) => kind.Kind.EndsWith("-compatible", StringComparison.Ordinal);
}
