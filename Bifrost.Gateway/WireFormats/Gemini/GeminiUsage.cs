using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// <c>usageMetadata</c> (ai.google.dev/api/generate-content#UsageMetadata): the prompt's count has what was cached in it; thoughts are
/// counted beside the candidates and cost what output costs; what tools of Google's own brought is input beside the prompt.
/// </summary>
internal static class GeminiUsage
{
    /// <summary>Reads the object under the reader to its end.</summary>
    public static TokenUsage Read(ref Utf8JsonReader reader)
    {
        var counts = default(Counts);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (!counts.TryTake(ref reader, name))
            {
                counts.TakeDetails(ref reader, name);
            }
        }

        return counts.ToUsage();
    }

    public static void Write(Utf8JsonWriter json, in TokenUsage usage)
    {
        json.WriteStartObject("usageMetadata");
        json.WriteNumber("promptTokenCount", usage.InputTokens);
        Write(json, "cachedContentTokenCount", usage.CachedInputTokens);
        json.WriteNumber("candidatesTokenCount", usage.OutputTokens - usage.ReasoningTokens);
        Write(json, "thoughtsTokenCount", usage.ReasoningTokens);
        json.WriteNumber("totalTokenCount", usage.TotalTokens);
        WriteDetails(json, "promptTokensDetails", usage.InputTokens, usage.AudioInputTokens, usage.ImageInputTokens);
        WriteDetails(json, "cacheTokensDetails", usage.CachedInputTokens, usage.CachedAudioInputTokens, 0);
        WriteDetails(json, "candidatesTokensDetails", usage.OutputTokens - usage.ReasoningTokens, usage.AudioOutputTokens, usage.ImageOutputTokens);
        json.WriteEndObject();
    }

    /// <summary>A count; what is none, or cannot be true, is told as one that is never billed.</summary>
    private static long Count(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt64(out var count) && count is >= 0 and < TokenUsage.Ceiling ? count : TokenUsage.Ceiling;
        }

        var isNull = reader.TokenType == JsonTokenType.Null;
        reader.Skip();
        return isNull ? 0 : TokenUsage.Ceiling;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) => name.SequenceEqual(camel) || name.SequenceEqual(snake);

    private static void Write(Utf8JsonWriter json, string name, long tokens)
    {
        if (tokens > 0)
        {
            json.WriteNumber(name, tokens);
        }
    }

    private static void WriteDetails(Utf8JsonWriter json, string name, long total, long audio, long image)
    {
        if (audio == 0 && image == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var (modality, tokens) in (ReadOnlySpan<(string, long)>)[("TEXT", total - audio - image), ("IMAGE", image), ("AUDIO", audio)])
        {
            if (tokens > 0)
            {
                json.WriteStartObject();
                json.WriteString("modality", modality);
                json.WriteNumber("tokenCount", tokens);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private record struct Counts
    {
        private long _prompt;
        private long _cached;
        private long _candidates;
        private long _thoughts;
        private long _tools;
        private Modalities _inputs;
        private Modalities _caches;
        private Modalities _outputs;
        private Modalities _toolInputs;

        public bool TryTake(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
        {
            if (Is(name, "promptTokenCount"u8, "prompt_token_count"u8))
            {
                _prompt = Count(ref reader);
            }
            else if (Is(name, "cachedContentTokenCount"u8, "cached_content_token_count"u8))
            {
                _cached = Count(ref reader);
            }
            else if (Is(name, "candidatesTokenCount"u8, "candidates_token_count"u8))
            {
                _candidates = Count(ref reader);
            }
            else if (Is(name, "thoughtsTokenCount"u8, "thoughts_token_count"u8))
            {
                _thoughts = Count(ref reader);
            }
            else if (Is(name, "toolUsePromptTokenCount"u8, "tool_use_prompt_token_count"u8))
            {
                _tools = Count(ref reader);
            }
            else
            {
                return false;
            }

            return true;
        }

        public void TakeDetails(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
        {
            if (Is(name, "promptTokensDetails"u8, "prompt_tokens_details"u8))
            {
                _inputs = Modalities.Read(ref reader);
            }
            else if (Is(name, "cacheTokensDetails"u8, "cache_tokens_details"u8))
            {
                _caches = Modalities.Read(ref reader);
            }
            else if (Is(name, "candidatesTokensDetails"u8, "candidates_tokens_details"u8))
            {
                _outputs = Modalities.Read(ref reader);
            }
            else if (Is(name, "toolUsePromptTokensDetails"u8, "tool_use_prompt_tokens_details"u8))
            {
                _toolInputs = Modalities.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        public readonly TokenUsage ToUsage()
        {
            var audio = _inputs.Audio + _toolInputs.Audio;
            return new TokenUsage
            {
                InputTokens = _prompt + _tools,
                CachedInputTokens = _cached,
                AudioInputTokens = audio,

                // Where it is not said how much of the audio was cached: as little as the totals allow.
                CachedAudioInputTokens = _caches.IsThere ? _caches.Audio : Math.Min(audio, Math.Max(0, _cached + audio - _prompt - _tools)),
                ImageInputTokens = _inputs.Image + _toolInputs.Image,
                OutputTokens = _candidates + _thoughts,
                ReasoningTokens = _thoughts,
                AudioOutputTokens = _outputs.Audio,
                ImageOutputTokens = _outputs.Image,
            };
        }
    }

    private record struct Modalities(bool IsThere, long Audio, long Image)
    {
        /// <summary>A list of <c>{"modality":"AUDIO","tokenCount":5}</c>.</summary>
        public static Modalities Read(ref Utf8JsonReader reader)
        {
            var all = new Modalities(true, 0, 0);
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                return default;
            }

            var depth = reader.CurrentDepth;
            var (isAudio, isImage, tokens) = (false, false, 0L);
            ReadOnlySpan<byte> name = default;
            while (reader.Read() && reader.CurrentDepth > depth)
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    name = reader.ValueSpan;
                }
                else if (reader.TokenType == JsonTokenType.String && name.SequenceEqual("modality"u8))
                {
                    (isAudio, isImage) = (reader.ValueSpan.SequenceEqual("AUDIO"u8), reader.ValueSpan.SequenceEqual("IMAGE"u8));
                }
                else if (reader.TokenType == JsonTokenType.Number && Is(name, "tokenCount"u8, "token_count"u8))
                {
                    tokens = Count(ref reader);
                }
                else if (reader.TokenType == JsonTokenType.EndObject)
                {
                    all.Audio += isAudio ? tokens : 0;
                    all.Image += isImage ? tokens : 0;
                    (isAudio, isImage, tokens) = (false, false, 0);
                }
            }

            return all;
        }
    }
}
