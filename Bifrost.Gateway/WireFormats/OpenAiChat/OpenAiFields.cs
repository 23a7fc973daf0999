using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Reads the typed fields of a request of one of OpenAI's dialects and keeps the first complaint.</summary>
internal sealed class OpenAiFields
{
    /// <summary>What is wrong with the body; null while nothing is.</summary>
    public ScanError? Error { get; private set; }

    /// <summary>The path of an element of a list, as OpenAI names it in <c>error.param</c>.</summary>
    public static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");

    public void Complain(string path, string message) => Error ??= new ScanError(path, message);

    public string? Text(JsonElement parent, string name, string path) =>
        JsonValue.Field(parent, name) is not { } value ? null : JsonValue.Text(value) ?? Wrong<string>(path, "must be a string of valid text");

    /// <summary>The same of a field that must be there.</summary>
    public string Needed(JsonElement parent, string name, string path)
    {
        if (JsonValue.Field(parent, name) is null)
        {
            Complain(path, $"'{path}' is required.");
        }

        return Text(parent, name, path) ?? "";
    }

    public bool? Flag(JsonElement parent, string name, string path) =>
        JsonValue.Field(parent, name) is null ? null : JsonValue.Flag(parent, name) ?? Wrong<bool?>(path, "must be true or false");

    public long? Whole(JsonElement parent, string name, string path, long least = long.MinValue) =>
        JsonValue.Field(parent, name) is null ? null
        : JsonValue.Whole(parent, name) is { } whole && whole >= least ? whole
        : Wrong<long?>(path, least == long.MinValue ? "must be a whole number" : string.Create(CultureInfo.InvariantCulture, $"must be a whole number of at least {least}"));

    public double? Number(JsonElement parent, string name, string path) =>
        JsonValue.Field(parent, name) is null ? null : JsonValue.Number(parent, name) ?? Wrong<double?>(path, "must be a number");

    /// <summary>An object, or null where there is none.</summary>
    public JsonElement? Object(JsonElement parent, string name, string path) => Of(parent, name, path, JsonValueKind.Object, "must be an object");

    /// <summary>The elements of an array; none where there is none.</summary>
    public JsonElement.ArrayEnumerator Items(JsonElement parent, string name, string path) =>
        Of(parent, name, path, JsonValueKind.Array, "must be an array")?.EnumerateArray() ?? default;

    /// <summary>Whether an element of a list is the object that it has to be.</summary>
    public bool IsObject(JsonElement item, string path)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            Wrong<bool?>(path, "must be an object");
        }

        return item.ValueKind == JsonValueKind.Object;
    }

    /// <summary>Keeps the fields that nobody knows, so that they are told when they are left out.</summary>
    /// <param name="parent">An object.</param>
    /// <param name="known">All others are kept.</param>
    /// <param name="path">Of the object.</param>
    /// <param name="into">By their paths.</param>
    public void Unknown(JsonElement parent, HashSet<string> known, string path, List<KeyValuePair<string, JsonElement>> into)
    {
        foreach (var field in parent.EnumerateObject())
        {
            if (OpenAiMetadata.NameOf(field) is not { } name)
            {
                Complain(path, $"'{path}' must be an object whose names are text.");
            }
            else if (!known.Contains(name) && field.Value is not { ValueKind: JsonValueKind.Null } && !IsEmptyList(field.Value))
            {
                into.Add(new($"{path}.{name}", field.Value));
            }
        }
    }

    // As SDKs send back what they were given.
    private static bool IsEmptyList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;

    private JsonElement? Of(JsonElement parent, string name, string path, JsonValueKind kind, string demand) =>
        JsonValue.Field(parent, name) is not { } value ? null : value.ValueKind == kind ? value : Wrong<JsonElement?>(path, demand);

    private T? Wrong<T>(string path, string demand)
    {
        Complain(path, $"'{path}' {demand}.");
        return default;
    }
}
