using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.BedrockConverse;

/// <summary>
/// Bedrock's count of tokens: what was read from and written to the cache stands beside <c>inputTokens</c>; thoughts are in
/// <c>outputTokens</c> and not told apart. Sources: docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html,
/// …_CacheDetail, …/userguide/prompt-caching.html.
/// </summary>
internal static class BedrockConverseUsage
{
    /// <summary>Null where there are no counts.</summary>
    public static TokenUsage? Read(JsonElement usage)
    {
        if (Count(usage, "inputTokens") is not { } input || Count(usage, "outputTokens") is not { } output)
        {
            return null;
        }

        var read = Count(usage, "cacheReadInputTokens") ?? 0;
        var details = JsonValue.Items(usage, "cacheDetails");
        var hour = details.Where(x => JsonValue.Text(x, "ttl") == "1h").Sum(x => Count(x, "inputTokens") ?? 0);
        var written = Math.Max(Count(usage, "cacheWriteInputTokens") ?? 0, details.Sum(x => Count(x, "inputTokens") ?? 0));
        return new TokenUsage
        {
            InputTokens = input + read + written,
            CachedInputTokens = read,
            CacheWriteTokens = written,
            CacheWrite1hTokens = hour,
            OutputTokens = output,
        };
    }

    /// <summary>Writes the field <c>usage</c>.</summary>
    public static void Write(Utf8JsonWriter json, in TokenUsage usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("inputTokens", Math.Max(0, usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens));
        json.WriteNumber("outputTokens", usage.OutputTokens);
        json.WriteNumber("totalTokens", usage.TotalTokens);
        json.WriteNumber("cacheReadInputTokens", usage.CachedInputTokens);
        json.WriteNumber("cacheWriteInputTokens", usage.CacheWriteTokens);
        if (usage.CacheWriteTokens > 0)
        {
            json.WriteStartArray("cacheDetails");
            WriteDetail(json, "5m", usage.CacheWriteTokens - usage.CacheWrite1hTokens);
            WriteDetail(json, "1h", usage.CacheWrite1hTokens);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, string ttl, long tokens)
    {
        if (tokens > 0)
        {
            json.WriteStartObject();
            json.WriteString("ttl", ttl);
            json.WriteNumber("inputTokens", tokens);
            json.WriteEndObject();
        }
    }

    private static long? Count(JsonElement parent, string name) => JsonValue.Whole(parent, name) is { } count and >= 0 and < TokenUsage.Ceiling ? count : null;
}
