using System.Globalization;
using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// Where answers say what they are billed by other than tokens. Each method takes a reader by value: the caller's own stays where it
/// stands.
/// </summary>
internal static class UnitFields
{
    /// <summary>
    /// The seconds within a <c>usage</c>: OpenAI's <c>{"type":"duration","seconds":9}</c>
    /// (platform.openai.com/docs/api-reference/audio/json-object), Mistral's <c>prompt_audio_seconds</c> beside its tokens
    /// (docs.mistral.ai/api/endpoint/audio/transcriptions). Nothing where there are none.
    /// </summary>
    /// <exception cref="JsonException">The value is not well-formed.</exception>
    public static UsageUnits SecondsOfUsage(Utf8JsonReader reader)
    {
        var units = default(UsageUnits);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return units;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSeconds = JsonText.Is(reader, "seconds"u8) || JsonText.Is(reader, "prompt_audio_seconds"u8);
            reader.Read();
            units = isSeconds ? Seconds(reader) : units;
            reader.Skip();
        }

        return units;
    }

    /// <summary>The <c>duration</c> of a verbose transcription: a number, and in older answers its text.</summary>
    public static UsageUnits Seconds(Utf8JsonReader reader)
    {
        var seconds = reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetDecimal(out var number) => number,
            JsonTokenType.String when !reader.ValueIsEscaped && decimal.TryParse(reader.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var text) => text,
            _ => 0m,
        };
        return UsageUnits.OfSeconds(seconds);
    }

    /// <summary>Cohere's <c>meta.billed_units.search_units</c> (docs.cohere.com/reference/rerank); nothing where it is not a count.</summary>
    /// <exception cref="JsonException">The value is not well-formed.</exception>
    public static UsageUnits SearchUnits(Utf8JsonReader reader)
    {
        var units = default(UsageUnits);
        var within = false;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            within = reader.CurrentDepth == depth + 1 ? JsonText.Is(reader, "billed_units"u8) : within;
            if (within && reader.CurrentDepth == depth + 2 && JsonText.Is(reader, "search_units"u8) && reader.Read()
                && reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var count) && count >= 0 && count <= TokenUsage.Ceiling)
            {
                units = new UsageUnits(BilledUnit.SearchUnits, (long)decimal.Ceiling(count));
            }
        }

        return units;
    }

    /// <summary>Elements of the array that the reader stands on; 0 for anything else.</summary>
    /// <exception cref="JsonException">The value is not well-formed.</exception>
    public static long Elements(Utf8JsonReader reader)
    {
        var count = 0L;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                count++;
                reader.Skip();
            }
        }

        return count;
    }
}
