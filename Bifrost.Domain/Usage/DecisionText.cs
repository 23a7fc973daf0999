using System.Text.Json;

namespace Bifrost.Domain.Usage;

/// <summary>The rules behind a refusal as a record keeps them.</summary>
public static class DecisionText
{
    /// <summary>Longest text that is kept, characters.</summary>
    public const int Longest = 8_192;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>As many steps as fit, those that refused before all others.</summary>
    public static string Of(IReadOnlyList<DecisionStep> steps)
    {
        var kept = steps.ToList();
        string text;
        while ((text = JsonSerializer.Serialize(kept, Json)).Length > Longest && kept.Count > 1)
        {
            kept.RemoveAt(kept.FindLastIndex(x => !x.Refused) is >= 0 and var passed ? passed : kept.Count - 1);
        }

        return text;
    }

    /// <summary>Empty for null and for what is no such text.</summary>
    public static IReadOnlyList<DecisionStep> Parse(string? text)
    {
        try
        {
            return text is null ? [] : JsonSerializer.Deserialize<List<DecisionStep>>(text, Json) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
