using System.Text.Json.Nodes;

namespace Bifrost.Tests.Testing;

/// <summary>The smallest plausible value of a JSON schema: arguments of tool calls and structured output.</summary>
internal static class SchemaFiller
{
    public static JsonNode? Fill(JsonNode? schema) => Fill(schema, schema, depth: 0);

    private static JsonNode? Fill(JsonNode? schema, JsonNode? root, int depth)
    {
        if (schema is not JsonObject rule || depth > 16) return null;
        if ((string?)rule["$ref"] is { } reference) return Fill(Resolve(reference, root), root, depth + 1);
        if (rule["const"] is { } constant) return constant.DeepClone();
        if (rule["enum"] is JsonArray { Count: > 0 } values) return values[0]?.DeepClone();
        if ((rule["anyOf"] ?? rule["oneOf"]) is JsonArray { Count: > 0 } choices) return Fill(choices[0], root, depth + 1);
        return TypeOf(rule) switch
        {
            "string" => "text",
            "integer" => 1,
            "number" => 1.5,
            "boolean" => true,
            "array" => new JsonArray(Fill(rule["items"], root, depth + 1)),
            "null" => null,
            _ => FillObject(rule, root, depth),
        };
    }

    private static JsonObject FillObject(JsonObject rule, JsonNode? root, int depth)
    {
        var filled = new JsonObject();
        if (rule["properties"] is not JsonObject properties) return filled;
        foreach (var (name, property) in properties) filled[name] = Fill(property, root, depth + 1);
        return filled;
    }

    private static string? TypeOf(JsonObject rule) => rule["type"] switch
    {
        JsonArray { Count: > 0 } types => (string?)types[0],
        JsonValue type => (string?)type,
        _ => null,
    };

    private static JsonNode? Resolve(string reference, JsonNode? root) =>
        reference.Split('/').Skip(1).Aggregate(root, (node, name) => node is JsonObject o ? o[name] : null);
}
