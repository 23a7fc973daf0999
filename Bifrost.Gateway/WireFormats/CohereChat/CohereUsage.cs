using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>
/// <c>usage</c> (docs.cohere.com/reference/chat): <c>tokens</c> are what the model saw, its own preamble included; <c>billed_units</c> are
/// what is paid for, and count here. Cohere does not tell thoughts from the rest of its output.
/// </summary>
internal static class CohereUsage
{
    public static TokenUsage? Read(JsonElement usage)
    {
        var units = JsonValue.Field(usage, "billed_units") ?? JsonValue.Field(usage, "tokens");
        if (units is not { ValueKind: JsonValueKind.Object } there)
        {
            return null;
        }

        var tokens = JsonValue.Field(usage, "tokens") ?? there;
        var input = Count(there, "input_tokens") ?? Count(tokens, "input_tokens") ?? 0;
        return new TokenUsage
        {
            InputTokens = input,

            // Of the tokens that the model saw: more may be cached than are billed.
            CachedInputTokens = Math.Min(Count(usage, "cached_tokens") ?? 0, input),
            OutputTokens = Count(there, "output_tokens") ?? Count(tokens, "output_tokens") ?? 0,
        };
    }

    public static void Write(Utf8JsonWriter json, in TokenUsage usage)
    {
        json.WriteStartObject("usage");
        foreach (var name in (ReadOnlySpan<string>)["billed_units", "tokens"])
        {
            json.WriteStartObject(name);
            json.WriteNumber("input_tokens", usage.InputTokens);
            json.WriteNumber("output_tokens", usage.OutputTokens);
            json.WriteEndObject();
        }

        if (usage.CachedInputTokens > 0)
        {
            json.WriteNumber("cached_tokens", usage.CachedInputTokens);
        }

        json.WriteEndObject();
    }

    /// <summary>Cohere writes its counts as real numbers; one that cannot be true is told as one that is never billed.</summary>
    private static long? Count(JsonElement units, string name) => JsonValue.Field(units, name) is null
        ? null
        : JsonValue.Number(units, name) is { } real and >= 0 and < TokenUsage.Ceiling ? (long)Math.Ceiling(real) : TokenUsage.Ceiling;
}
