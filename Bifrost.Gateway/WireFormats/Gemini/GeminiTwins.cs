using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// A field that stands in one object in both of its spellings, camelCase and snake_case: which of the two Google takes is not
/// documented, so that what was read might not be what is served.
/// </summary>
internal static class GeminiTwins
{
    /// <summary>Values whose names are the caller's own.</summary>
    private static readonly HashSet<string> Free =
        ["args", "response", "parameters", "parametersJsonSchema", "responseSchema", "responseJsonSchema", "labels", "customMetadata"];

    /// <summary>The path of the first; null for none.</summary>
    public static string? Find(JsonElement value, string path = "") => value.ValueKind switch
    {
        JsonValueKind.Object => InObject(value, path),
        JsonValueKind.Array => InArray(value, path),
        _ => null,
    };

    private static string? InArray(JsonElement list, string path)
    {
        foreach (var item in list.EnumerateArray())
        {
            if (Find(item, path) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? InObject(JsonElement value, string path)
    {
        HashSet<string>? seen = null;
        foreach (var property in value.EnumerateObject())
        {
            if (JsonValue.NameOf(property) is not { } name)
            {
                continue;
            }

            var plain = GeminiFields.Camel(name.TrimStart('_'));
            var own = path.Length == 0 ? plain : $"{path}.{plain}";
            if (!(seen ??= new(StringComparer.Ordinal)).Add(plain))
            {
                return own;
            }

            if (!Free.Contains(plain) && Find(property.Value, own) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
