using System.Collections.Frozen;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.Admission;

/// <summary>
/// Fields of a chat that its format has no place for, and that pass to a provider of the same dialect all the same: which of them
/// may change what the call costs.
/// </summary>
internal static class OtherFields
{
    /// <summary>Folded names that a laxer parser (Go's ignores case, Google's takes both spellings) would take for what bounds the call.</summary>
    private static readonly FrozenSet<string> Bounding = FrozenSet.ToFrozenSet(
    [
        "model", "stream", "messages", "contents", "system", "systeminstruction", "tools", "toolconfig", "maxtokens", "maxcompletiontokens",
        "maxoutputtokens", "numpredict", "options", "generationconfig", "inferenceconfig", "candidatecount", "additionalmodelrequestfields", "thinking",
    ]);

    /// <summary>Modes that are billed by rates of their own, and answers that are no text: Anthropic's, Amazon's, Google's.</summary>
    private static readonly FrozenSet<string> Costly = FrozenSet.ToFrozenSet(
        ["speed", "inferencegeo", "performanceconfig", "servicetier", "responsemodalities", "speechconfig"]);

    /// <summary>Models to go on with that lists, limits and prices of models would not see: OpenRouter's, LiteLLM's, Anthropic's.</summary>
    private static readonly FrozenSet<string> FurtherModels = FrozenSet.ToFrozenSet(["models", "fallback", "fallbacks"]);

    /// <summary>The field that names further models; null for none.</summary>
    public static string? OfFurtherModels(IReadOnlyList<KeyValuePair<string, JsonElement>> others) =>
        others.FirstOrDefault(x => FurtherModels.Contains(Folded(x.Key))).Key;

    /// <summary>A name that is none of the dialect's but could be read as one that bounds the call; null for none.</summary>
    public static string? Misspelled(IReadOnlyList<KeyValuePair<string, JsonElement>> others)
    {
        foreach (var (name, _) in others)
        {
            // Paths name what stands deeper, where a block of an unknown kind is unbounded anyway.
            if (!name.Contains('.', StringComparison.Ordinal) && !name.Contains('[', StringComparison.Ordinal) && Bounding.Contains(Folded(name)))
            {
                return name.Length <= 64 && name.All(x => x is >= ' ' and <= '~') ? name : "model";
            }
        }

        return null;
    }

    /// <summary>What the call costs does not follow from its tokens at the book's rates.</summary>
    public static bool MayCostMore(IReadOnlyList<KeyValuePair<string, JsonElement>> others)
    {
        foreach (var (name, value) in others)
        {
            var last = name[(name.LastIndexOf('.') + 1)..];
            if (Costly.Contains(Folded(last)) && !(value.ValueKind == JsonValueKind.String && value.ValueEquals("standard"u8)) && !IsOfImages(name, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Google's answer may hold images, whose tokens have a rate; and nothing else that is no text.</summary>
    public static bool AsksForImages(IReadOnlyList<KeyValuePair<string, JsonElement>> others)
    {
        foreach (var (name, value) in others)
        {
            if (IsOfImages(name, value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOfImages(string name, JsonElement value) =>
        name.StartsWith("generationConfig.", StringComparison.OrdinalIgnoreCase) && Folded(name[(name.LastIndexOf('.') + 1)..]) == "responsemodalities"
        && value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().All(static x => JsonValue.Text(x) is { } kind && (kind.Equals("IMAGE", StringComparison.OrdinalIgnoreCase) || kind.Equals("TEXT", StringComparison.OrdinalIgnoreCase)));

    private static string Folded(string name) =>
        name.Length > 64 ? name : string.Concat(name.Where(x => x is not ('_' or '-')).Select(char.ToLowerInvariant));
}
