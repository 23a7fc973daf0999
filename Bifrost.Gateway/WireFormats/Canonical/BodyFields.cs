using System.Collections.Frozen;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Reads the fields of a caller's body and keeps the first complaint: a value of the wrong type is the caller's mistake, a value that
/// is absent or null is none. Paths are as the caller would write them (<c>messages[2].content</c>); no value is ever quoted.
/// </summary>
internal sealed class BodyFields
{
    /// <summary>The first complaint; null while everything is right.</summary>
    public ScanError? Error { get; private set; }

    public void Wrong(string path, string expected) => Error ??= new ScanError(path, $"{path} must be {expected}.");

    /// <param name="parent">An object; anything else has no fields.</param>
    /// <param name="name">Of the field.</param>
    /// <param name="prefix">Of the path, with its dot.</param>
    public string? Text(JsonElement parent, string name, string prefix = "") =>
        JsonValue.Field(parent, name) is not { } value ? null : JsonValue.Text(value) ?? Missing<string>(prefix + name, "a string of text");

    /// <summary>A string that must be there.</summary>
    public string Needed(JsonElement parent, string name, string prefix = "")
    {
        var text = Text(parent, name, prefix);
        if (text is null)
        {
            Wrong(prefix + name, "given as a string");
        }

        return text ?? "";
    }

    public long? Whole(JsonElement parent, string name, string prefix = "") =>
        JsonValue.Field(parent, name) is null ? null : JsonValue.Whole(parent, name) ?? Not<long>(prefix + name, "a whole number");

    public double? Number(JsonElement parent, string name, string prefix = "") =>
        JsonValue.Field(parent, name) is null ? null : JsonValue.Number(parent, name) ?? Not<double>(prefix + name, "a number");

    public bool? Flag(JsonElement parent, string name, string prefix = "") =>
        JsonValue.Field(parent, name) is null ? null : JsonValue.Flag(parent, name) ?? Not<bool>(prefix + name, "true or false");

    public JsonElement? Object(JsonElement parent, string name, string prefix = "") => Of(JsonValueKind.Object, "an object", parent, name, prefix);

    public JsonElement? Array(JsonElement parent, string name, string prefix = "") => Of(JsonValueKind.Array, "an array", parent, name, prefix);

    /// <summary>The elements of an array; none where it is absent or of another type.</summary>
    public JsonElement.ArrayEnumerator Items(JsonElement parent, string name, string prefix = "") =>
        Array(parent, name, prefix) is { } array ? array.EnumerateArray() : default;

    /// <summary>Keeps the fields that nobody knows, so that they are told when they are left out.</summary>
    public void Unknown(JsonElement parent, FrozenSet<string> known, string prefix, List<KeyValuePair<string, JsonElement>> into)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (NameOf(property) is not { } name)
            {
                Wrong(prefix.TrimEnd('.') is { Length: > 0 } path ? path : "body", "an object whose names are text");
            }
            else if (!known.Contains(name) && property.Value.ValueKind != JsonValueKind.Null)
            {
                into.Add(new(prefix + name, property.Value));
            }
        }
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair.
            return null;
        }
    }

    private JsonElement? Of(JsonValueKind kind, string expected, JsonElement parent, string name, string prefix) =>
        JsonValue.Field(parent, name) is not { } value ? null : value.ValueKind == kind ? value : Not<JsonElement>(prefix + name, expected);

    private T? Missing<T>(string path, string expected)
        where T : class
    {
        Wrong(path, expected);
        return null;
    }

    private T? Not<T>(string path, string expected)
        where T : struct
    {
        Wrong(path, expected);
        return null;
    }
}
