using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Google's <c>Schema</c>, a subset of OpenAPI 3.0 (ai.google.dev/api/caching#Schema), as JSON schema: types in lower case,
/// <c>nullable</c> as a type, whole numbers that came as strings as numbers. What JSON schema does not know is left out.
/// </summary>
internal static class GeminiSchema
{
    public static JsonElement ToJsonSchema(JsonElement schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonValue.Written))
        {
            Write(json, schema);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = 2 * JsonValue.MaxDepth });
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter json, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            JsonValue.WriteRaw(json, schema);
            return;
        }

        json.WriteStartObject();
        foreach (var property in schema.EnumerateObject())
        {
            if (JsonValue.NameOf(property) is { } name)
            {
                WriteField(json, schema, GeminiFields.Camel(name), property.Value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, JsonElement schema, string name, JsonElement value)
    {
        switch (name)
        {
            case "type" when JsonValue.Text(value) is { } type:
                WriteType(json, type.ToLowerInvariant(), GeminiFields.Get(schema, "nullable")?.ValueKind == JsonValueKind.True);
                break;
            case "nullable" or "propertyOrdering" or "example":
                break;
            case "items":
                json.WritePropertyName(name);
                Write(json, value);
                break;
            case "anyOf" or "prefixItems" when value.ValueKind == JsonValueKind.Array:
                WriteList(json, name, value);
                break;
            case "properties" or "defs" or "$defs" when value.ValueKind == JsonValueKind.Object:
                WriteProperties(json, name, value);
                break;
            case "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties" when JsonValue.Text(value) is { } digits:
                if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
                {
                    json.WriteNumber(name, whole);
                }

                break;
            default:
                json.WritePropertyName(name);
                JsonValue.WriteRaw(json, value);
                break;
        }
    }

    private static void WriteType(Utf8JsonWriter json, string type, bool nullable)
    {
        if (!nullable)
        {
            json.WriteString("type", type);
            return;
        }

        json.WriteStartArray("type");
        json.WriteStringValue(type);
        json.WriteStringValue("null");
        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, JsonElement list)
    {
        json.WriteStartArray(name);
        foreach (var item in list.EnumerateArray())
        {
            Write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter json, string name, JsonElement properties)
    {
        json.WriteStartObject(name);
        foreach (var property in properties.EnumerateObject())
        {
            if (JsonValue.NameOf(property) is { } own)
            {
                json.WritePropertyName(own);
                Write(json, property.Value);
            }
        }

        json.WriteEndObject();
    }
}
