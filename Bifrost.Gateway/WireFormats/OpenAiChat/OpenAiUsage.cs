using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// Writes <c>usage</c>, whose totals include what was cached and reasoned, as the canonical ones do. What was written to a cache stands
/// where OpenRouter has it (<c>cache_write_tokens</c>); OpenAI has no name for it. Source:
/// developers.openai.com/api/docs/guides/prompt-caching.
/// </summary>
internal static class OpenAiUsage
{
    /// <summary>The object of chat completions.</summary>
    public static void WriteChat(Utf8JsonWriter json, in TokenUsage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens"u8, usage.InputTokens);
        json.WriteNumber("completion_tokens"u8, usage.OutputTokens);
        json.WriteNumber("total_tokens"u8, usage.TotalTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInputTokens);
        json.WriteNumber("audio_tokens"u8, usage.AudioInputTokens);
        WriteRest(json, usage);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        json.WriteNumber("audio_tokens"u8, usage.AudioOutputTokens);
        json.WriteNumber("accepted_prediction_tokens"u8, 0);
        json.WriteNumber("rejected_prediction_tokens"u8, 0);
        WriteImages(json, usage.ImageOutputTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The object of responses.</summary>
    public static void WriteResponses(Utf8JsonWriter json, in TokenUsage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("input_tokens"u8, usage.InputTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInputTokens);
        WriteAudio(json, usage.AudioInputTokens);
        WriteRest(json, usage);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        WriteAudio(json, usage.AudioOutputTokens);
        WriteImages(json, usage.ImageOutputTokens);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.TotalTokens);
        json.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter json, in TokenUsage usage)
    {
        if (usage.CacheWriteTokens > 0)
        {
            json.WriteNumber("cache_write_tokens"u8, usage.CacheWriteTokens);
        }

        WriteImages(json, usage.ImageInputTokens);
        if (usage.CachedAudioInputTokens > 0)
        {
            json.WriteStartObject("cached_tokens_details"u8);
            json.WriteNumber("audio_tokens"u8, usage.CachedAudioInputTokens);
            json.WriteEndObject();
        }
    }

    private static void WriteAudio(Utf8JsonWriter json, long tokens)
    {
        if (tokens > 0)
        {
            json.WriteNumber("audio_tokens"u8, tokens);
        }
    }

    private static void WriteImages(Utf8JsonWriter json, long tokens)
    {
        if (tokens > 0)
        {
            json.WriteNumber("image_tokens"u8, tokens);
        }
    }
}
