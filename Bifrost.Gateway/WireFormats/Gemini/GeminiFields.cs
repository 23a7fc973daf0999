using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Fields as Google's JSON of protocol buffers has them: in camelCase, or by the field's own name in snake_case; one value may stand
/// where a list of one is meant (protobuf.dev/programming-guides/json; Vertex AI's own examples write <c>"parts": {…}</c>).
/// </summary>
internal static class GeminiFields
{
    /// <summary>A field that is there and not null, by its name in camelCase.</summary>
    public static JsonElement? Get(JsonElement parent, string name) =>
        JsonValue.Field(parent, name) ?? JsonValue.Field(parent, JsonNamingPolicy.SnakeCaseLower.ConvertName(name));

    public static JsonElement? Get(JsonElement? parent, string name) => parent is { } there ? Get(there, name) : null;

    /// <summary>The elements of a list, or the one that stands in its place.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement parent, string name) => Get(parent, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { } single => [single],
        null => [],
    };

    /// <summary>A field's name in camelCase, however it is written.</summary>
    public static string Camel(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var words = name.Split('_', StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((x, i) => i == 0 ? x : char.ToUpperInvariant(x[0]) + x[1..]));
    }

    /// <summary>Keeps fields that are there and that no other dialect has, by their paths, so that they are told when they are left out.</summary>
    public static void Keep(JsonElement owner, string path, ChatRequest request, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Get(owner, name) is { } value)
            {
                request.Others.Add(new($"{path}.{name}", value));
            }
        }
    }
}
