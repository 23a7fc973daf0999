using System.Text.Json;

namespace Bifrost.Web.AdminApi;

/// <summary>Finds the NUL that JSON can write and no text in PostgreSQL can hold: it would be told as a database that is away.</summary>
internal static class JsonNul
{
    /// <summary>The outermost field that has one in its value or in a name within it; null without one.</summary>
    /// <param name="json">Well-formed, an object.</param>
    public static string? FieldOf(ReadOnlySpan<byte> json)
    {
        // In JSON only an escape can be one.
        if (json.IndexOf("\\u0000"u8) < 0)
        {
            return null;
        }

        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json["\uFEFF"u8.Length..] : json);
        var field = "";
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                continue;
            }

            var text = reader.GetString()!;
            field = reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } ? text : field;
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                return field;
            }
        }

        return null;
    }
}
