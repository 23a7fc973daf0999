using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Takes typed fields from a body and keeps the first thing that is wrong there. Nothing here throws.</summary>
internal sealed class RequestFault
{
    /// <summary>What the caller is told; null while nothing is wrong.</summary>
    public ScanError? First { get; private set; }

    /// <summary>Notes that the value at a path is none of what the dialect takes there.</summary>
    public void Wrong(string path, string expected) => First ??= new ScanError(path, $"{path} must be {expected}.");

    public string? Text(JsonElement parent, string name, string path) =>
        Checked(JsonValue.Field(parent, name), path, "a string", static x => JsonValue.Text(x));

    public string? Text(JsonElement? value, string path) => Checked(value, path, "a string", static x => JsonValue.Text(x));

    public bool? Flag(JsonElement? value, string path)
    {
        if (value is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) })
        {
            Wrong(path, "true or false");
            return null;
        }

        return value?.GetBoolean();
    }

    public double? Number(JsonElement? value, string path)
    {
        if (value is not { } there)
        {
            return null;
        }

        if (there.ValueKind == JsonValueKind.Number && there.TryGetDouble(out var real) && double.IsFinite(real))
        {
            return real;
        }

        Wrong(path, "a number");
        return null;
    }

    public long? Whole(JsonElement? value, string path)
    {
        if (value is not { } there)
        {
            return null;
        }

        if (there.ValueKind == JsonValueKind.Number && there.TryGetInt64(out var whole))
        {
            return whole;
        }

        if (there.ValueKind == JsonValueKind.Number && there.TryGetDouble(out var real) && Math.Abs(real) < 1L << 53 && Math.Floor(real) == real)
        {
            return (long)real;
        }

        Wrong(path, "a whole number");
        return null;
    }

    public JsonElement? Object(JsonElement? value, string path)
    {
        if (value is null or { ValueKind: JsonValueKind.Object })
        {
            return value;
        }

        Wrong(path, "an object");
        return null;
    }

    /// <summary>The elements of a list; none where it is absent.</summary>
    public JsonElement.ArrayEnumerator Items(JsonElement parent, string name, string path)
    {
        if (JsonValue.Field(parent, name) is { ValueKind: not JsonValueKind.Array })
        {
            Wrong(path, "a list");
        }

        return JsonValue.Items(parent, name);
    }

    /// <summary>A list of texts, or one text alone.</summary>
    public void Texts(JsonElement? value, string path, List<string> into)
    {
        if (value is not { } there)
        {
            return;
        }

        if (there.ValueKind == JsonValueKind.String)
        {
            Add(there);
        }
        else if (there.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in there.EnumerateArray())
            {
                Add(item);
            }
        }
        else
        {
            Wrong(path, "a list of strings");
        }

        void Add(JsonElement item)
        {
            if (Text(item, path) is { } text)
            {
                into.Add(text);
            }
        }
    }

    /// <summary>A value's own JSON as text; bytes that are no text become U+FFFD.</summary>
    public static string Raw(JsonElement value) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));

    /// <summary>
    /// Writes a value as it is: what <see cref="JsonElement.WriteTo"/> does, but without throwing for half characters, and without line
    /// breaks, which stand between its tokens alone and would end a server-sent event or a line of JSON.
    /// </summary>
    public static void WriteRaw(Utf8JsonWriter json, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (!Utf8.IsValid(raw))
        {
            raw = Encoding.UTF8.GetBytes(Raw(value));
        }

        if (raw.ContainsAny((byte)'\n', (byte)'\r'))
        {
            var line = raw.ToArray();
            line.AsSpan().Replace((byte)'\n', (byte)' ');
            line.AsSpan().Replace((byte)'\r', (byte)' ');
            raw = line;
        }

        json.WriteRawValue(raw, skipInputValidation: true);
    }

    /// <summary>A property's name; null where it is no text.</summary>
    public static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string? Checked(JsonElement? value, string path, string expected, Func<JsonElement, string?> read)
    {
        if (value is not { ValueKind: not JsonValueKind.Null } there)
        {
            return null;
        }

        if (read(there) is { } text)
        {
            return text;
        }

        Wrong(path, expected);
        return null;
    }
}
