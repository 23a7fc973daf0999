using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Reads the fields of a caller's body and keeps the first complaint: a value of the wrong type is the caller's mistake, a value that
/// is absent or null is none. Each reader takes the object, the field's name and the object's own path, as the caller would write it
/// (<c>messages[2].content</c>; empty for the body itself), and joins the two only for a complaint. Those that end in <c>Of</c> take the
/// value instead of the object. No value is ever quoted, and nothing here throws.
/// </summary>
internal sealed class BodyFields
{
    /// <summary>The first complaint; null while everything is right.</summary>
    public ScanError? Error { get; private set; }

    /// <summary>An unknown field that holds an empty list is not told: SDKs send back what they were given.</summary>
    public bool SkipsEmptyLists { get; init; }

    /// <summary>The path of an element of a list.</summary>
    public static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");

    /// <summary>The path of a field.</summary>
    /// <param name="at">Of the object; empty for the body itself.</param>
    /// <param name="name">Of the field.</param>
    public static string At(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";

    /// <summary>Complains of a value that is none of what the dialect takes there.</summary>
    public void Wrong(string path, string expected) => Error ??= new ScanError(path, $"'{path}' must be {expected}.");

    /// <summary>Complains of a value that is not there.</summary>
    public void Missing(string path) => Error ??= new ScanError(path, $"'{path}' is required.");

    public string? Text(JsonElement parent, string name, string at = "") => TextOf(JsonValue.Field(parent, name), name, at);

    /// <summary>A string that must be there.</summary>
    public string Needed(JsonElement parent, string name, string at = "")
    {
        if (JsonValue.Field(parent, name) is { } value)
        {
            return TextOf(value, name, at) ?? "";
        }

        if (Error is null)
        {
            Missing(At(at, name));
        }

        return "";
    }

    public long? Whole(JsonElement parent, string name, string at = "", long least = long.MinValue) => WholeOf(JsonValue.Field(parent, name), name, at, least);

    public double? Number(JsonElement parent, string name, string at = "") => NumberOf(JsonValue.Field(parent, name), name, at);

    public bool? Flag(JsonElement parent, string name, string at = "") => FlagOf(JsonValue.Field(parent, name), name, at);

    public JsonElement? Object(JsonElement parent, string name, string at = "") => ObjectOf(JsonValue.Field(parent, name), name, at);

    public JsonElement? Array(JsonElement parent, string name, string at = "") => Of(JsonValueKind.Array, "an array", JsonValue.Field(parent, name), name, at);

    /// <summary>The elements of an array; none where it is absent or of another type.</summary>
    public JsonElement.ArrayEnumerator Items(JsonElement parent, string name, string at = "") => Array(parent, name, at)?.EnumerateArray() ?? default;

    public string? TextOf(JsonElement? value, string name, string at = "") =>
        There(value) is not { } there ? null : JsonValue.Text(there) ?? Not<string?>(name, at, "a string of text");

    public long? WholeOf(JsonElement? value, string name, string at = "", long least = long.MinValue) =>
        There(value) is not { } there ? null
        : JsonValue.Whole(there) is not { } whole ? Not<long?>(name, at, "a whole number")
        : whole >= least ? whole
        : Not<long?>(name, at, string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {least}"));

    public double? NumberOf(JsonElement? value, string name, string at = "") =>
        There(value) is not { } there ? null : JsonValue.Number(there) ?? Not<double?>(name, at, "a number");

    public bool? FlagOf(JsonElement? value, string name, string at = "") =>
        There(value) is not { } there ? null : JsonValue.Flag(there) ?? Not<bool?>(name, at, "true or false");

    public JsonElement? ObjectOf(JsonElement? value, string name, string at = "") => Of(JsonValueKind.Object, "an object", value, name, at);

    /// <summary>A list of texts, or one text alone.</summary>
    public void TextsOf(JsonElement? value, string name, string at, List<string> into)
    {
        if (There(value) is not { } there)
        {
            return;
        }

        if (there.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in there.EnumerateArray())
            {
                if (TextOf(item, name, at) is { } text)
                {
                    into.Add(text);
                }
            }
        }
        else if ((there.ValueKind == JsonValueKind.String ? TextOf(there, name, at) : Not<string?>(name, at, "a list of strings")) is { } text)
        {
            into.Add(text);
        }
    }

    /// <summary>Whether an element of a list is the object that it has to be; null is none.</summary>
    public bool IsObject(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            Wrong(path, "an object");
        }

        return item.ValueKind == JsonValueKind.Object;
    }

    /// <summary>Keeps the fields that nobody knows, so that they are told when they are left out.</summary>
    /// <param name="parent">An object.</param>
    /// <param name="known">All others are kept.</param>
    /// <param name="at">The object's path; empty for the body itself.</param>
    /// <param name="into">By their paths.</param>
    public void Unknown(JsonElement parent, IReadOnlySet<string> known, string at, List<KeyValuePair<string, JsonElement>> into)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (JsonValue.NameOf(property) is not { } name)
            {
                Wrong(at.Length > 0 ? at : "body", "an object whose names are text");
            }
            else if (!known.Contains(name) && property.Value.ValueKind != JsonValueKind.Null && !(SkipsEmptyLists && IsEmptyList(property.Value)))
            {
                into.Add(new(At(at, name), property.Value));
            }
        }
    }

    private static bool IsEmptyList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;

    private static JsonElement? There(JsonElement? value) => value is { ValueKind: JsonValueKind.Null } ? null : value;

    private JsonElement? Of(JsonValueKind kind, string expected, JsonElement? value, string name, string at) =>
        There(value) is not { } there ? null : there.ValueKind == kind ? there : Not<JsonElement?>(name, at, expected);

    private T? Not<T>(string name, string at, string expected)
    {
        if (Error is null)
        {
            Wrong(At(at, name), expected);
        }

        return default;
    }
}
