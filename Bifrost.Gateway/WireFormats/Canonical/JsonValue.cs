using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Reads values of a parsed body without throwing for what is in them.</summary>
internal static class JsonValue
{
    /// <summary>Deeper bodies are refused.</summary>
    public const int MaxDepth = 64;

    /// <summary>As every dialect is written: text as it is, but for what JSON must escape.</summary>
    public static JsonWriterOptions Written { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The body as an object; else why not.</summary>
    /// <param name="body">In UTF-8.</param>
    /// <param name="document">The caller's to dispose.</param>
    /// <param name="error">Never quotes content.</param>
    /// <param name="once">A name that stands twice is refused, as in requests: two servers may read it differently. Else the last one counts.</param>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document, out ScanError error, bool once = false)
    {
        document = null;
        error = default;
        if (!Utf8.IsValid(body.Span))
        {
            // A parser would let it pass inside strings, and it would go on to the provider.
            error = new ScanError(null, "The request body is not valid UTF-8.");
            return false;
        }

        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = !once });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return true;
            }

            document.Dispose();
            document = null;
            error = new ScanError(null, "The request body must be a JSON object.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for a name with half a surrogate pair, which cannot be compared with others.
            error = new ScanError(null, $"The request body is not valid JSON, names a field twice, or is nested deeper than {MaxDepth} levels.");
        }

        return false;
    }

    /// <summary>A string that is text; null for anything else, half a surrogate pair included.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A field's text; null where it is absent or no text.</summary>
    public static string? Text(JsonElement parent, string name) => Field(parent, name) is { } value ? Text(value) : null;

    /// <summary>A field that is there and not null.</summary>
    public static JsonElement? Field(JsonElement parent, string name)
    {
        try
        {
            return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            // The name of a field beside it holds half a surrogate pair: it cannot be compared with any.
            return null;
        }
    }

    public static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static bool? Flag(JsonElement parent, string name) => Field(parent, name) is { } value ? Flag(value) : null;

    /// <summary>A whole number within 53 bits, also one written as <c>1e3</c> or <c>5.0</c>.</summary>
    public static long? Whole(JsonElement value) =>
        value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt64(out var whole) ? whole
        : value.TryGetDouble(out var real) && Math.Abs(real) < 1L << 53 && Math.Floor(real) == real ? (long)real
        : null;

    /// <inheritdoc cref="Whole(JsonElement)"/>
    public static long? Whole(JsonElement parent, string name) => Field(parent, name) is { } value ? Whole(value) : null;

    /// <summary>A finite number.</summary>
    public static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var real) && double.IsFinite(real) ? real : null;

    /// <inheritdoc cref="Number(JsonElement)"/>
    public static double? Number(JsonElement parent, string name) => Field(parent, name) is { } value ? Number(value) : null;

    /// <summary>The elements of an array; none for anything else.</summary>
    public static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        Field(parent, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    /// <summary>Writes a number that is there.</summary>
    public static void WriteOptional(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } there)
        {
            json.WriteNumber(name, there);
        }
    }

    /// <inheritdoc cref="WriteOptional(Utf8JsonWriter, string, long?)"/>
    public static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } there)
        {
            json.WriteNumber(name, there);
        }
    }

    /// <summary>Text that is a JSON object, parsed; an empty one for empty text; null for anything else.</summary>
    public static JsonElement? Object(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text.Length == 0 ? "{}" : text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? parsed.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A property's name; null where it is no text: half a surrogate pair.</summary>
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
}
