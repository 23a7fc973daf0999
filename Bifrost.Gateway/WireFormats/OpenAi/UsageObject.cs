using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// The <c>usage</c> object of OpenAI-shaped answers: chat (<c>prompt_tokens</c> …), responses, images and
/// transcriptions (<c>input_tokens</c> …), with the details that compatible vendors add. Source: OpenAI API reference.
/// </summary>
internal static class UsageObject
{
    /// <summary>
    /// Reads the value under the reader and leaves the reader on its last token.
    /// </summary>
    /// <param name="reader">Stands on the value of <c>usage</c>.</param>
    /// <param name="usage">Counts that can be trusted, or null when absent or implausible.</param>
    /// <param name="implausible">
    /// Numbers were there but negative, fractional, 2^31 or above, not numbers, or contradicting each other.
    /// </param>
    /// <exception cref="JsonException">The value is not well-formed.</exception>
    public static void Read(ref Utf8JsonReader reader, out TokenUsage? usage, out bool implausible)
    {
        usage = null;
        implausible = false;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            implausible = reader.TokenType != JsonTokenType.Null;
            reader.Skip();
            return;
        }

        var counts = new Counts();
        ReadObject(ref reader, ref counts, Scope.Usage);
        if (counts.Wrong)
        {
            implausible = true;
        }
        else if (counts.Input >= 0 && (counts.Input > 0 || counts.Output > 0))
        {
            var read = counts.ToUsage();
            implausible = !read.IsPlausible;
            usage = implausible ? null : read;
        }
    }

    private static void ReadObject(ref Utf8JsonReader reader, ref Counts counts, Scope scope)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Match(reader.ValueSpan, scope);
            reader.Read();
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            switch (field)
            {
                // Three levels at most: usage, its details, the details of what was cached.
                case Field.InputDetails when isObject:
                    ReadObject(ref reader, ref counts, Scope.Input);
                    break;
                case Field.OutputDetails when isObject:
                    ReadObject(ref reader, ref counts, Scope.Output);
                    break;
                case Field.CachedDetails when isObject:
                    ReadObject(ref reader, ref counts, Scope.Cached);
                    break;
                case Field.None or Field.InputDetails or Field.OutputDetails or Field.CachedDetails:
                    reader.Skip();
                    break;
                default:
                    ReadCount(ref reader, ref counts, field);
                    break;
            }
        }
    }

    private static void ReadCount(ref Utf8JsonReader reader, ref Counts counts, Field field)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType != JsonTokenType.Number || !JsonInteger.TryRead(ref reader, out var value) || value < 0)
        {
            counts.Wrong = true;
            reader.Skip();
            return;
        }

        counts.Set(field, value);
    }

    private static Field Match(ReadOnlySpan<byte> name, Scope scope) => scope switch
    {
        Scope.Usage => MatchUsage(name),
        Scope.Input => name switch
        {
            _ when name.SequenceEqual("cached_tokens"u8) => Field.Cached,
            _ when name.SequenceEqual("audio_tokens"u8) => Field.AudioInput,
            _ when name.SequenceEqual("image_tokens"u8) => Field.ImageInput,
            _ when name.SequenceEqual("cache_write_tokens"u8) => Field.CacheWrite,
            _ when name.SequenceEqual("cached_tokens_details"u8) => Field.CachedDetails,
            _ => Field.None,
        },
        Scope.Output => name switch
        {
            _ when name.SequenceEqual("reasoning_tokens"u8) => Field.Reasoning,
            _ when name.SequenceEqual("audio_tokens"u8) => Field.AudioOutput,
            _ when name.SequenceEqual("image_tokens"u8) => Field.ImageOutput,
            _ => Field.None,
        },
        _ => name.SequenceEqual("audio_tokens"u8) ? Field.CachedAudio : Field.None,
    };

    private static Field MatchUsage(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("prompt_tokens"u8) || name.SequenceEqual("input_tokens"u8) => Field.Input,
        _ when name.SequenceEqual("completion_tokens"u8) || name.SequenceEqual("output_tokens"u8) => Field.Output,
        _ when name.SequenceEqual("total_tokens"u8) => Field.Total,
        _ when name.SequenceEqual("prompt_tokens_details"u8) || name.SequenceEqual("input_tokens_details"u8)
            || name.SequenceEqual("input_token_details"u8) => Field.InputDetails,
        _ when name.SequenceEqual("completion_tokens_details"u8) || name.SequenceEqual("output_tokens_details"u8)
            || name.SequenceEqual("output_token_details"u8) => Field.OutputDetails,
        // DeepSeek's own spelling of cached_tokens.
        _ when name.SequenceEqual("prompt_cache_hit_tokens"u8) => Field.CacheHit,
        _ => Field.None,
    };

    private enum Scope
    {
        Usage,
        Input,
        Output,
        Cached,
    }

    private enum Field
    {
        None,
        Input,
        Output,
        Total,
        Cached,
        CacheHit,
        CacheWrite,
        AudioInput,
        CachedAudio,
        ImageInput,
        Reasoning,
        AudioOutput,
        ImageOutput,
        InputDetails,
        OutputDetails,
        CachedDetails,
    }

    private struct Counts
    {
        private long _total;
        private long _cached;
        private long _cacheHit;
        private long _cacheWrite;
        private long _audioInput;
        private long _cachedAudio;
        private long _imageInput;
        private long _reasoning;
        private long _audioOutput;
        private long _imageOutput;

        public Counts()
        {
        }

        public long Input { get; private set; } = -1;

        public long Output { get; private set; }

        public bool Wrong { get; set; }

        public void Set(Field field, long value)
        {
            switch (field)
            {
                case Field.Input: Input = value; break;
                case Field.Output: Output = value; break;
                case Field.Total: _total = value; break;
                case Field.Cached: _cached = value; break;
                case Field.CacheHit: _cacheHit = value; break;
                case Field.CacheWrite: _cacheWrite = value; break;
                case Field.AudioInput: _audioInput = value; break;
                case Field.CachedAudio: _cachedAudio = value; break;
                case Field.ImageInput: _imageInput = value; break;
                case Field.Reasoning: _reasoning = value; break;
                case Field.AudioOutput: _audioOutput = value; break;
                default: _imageOutput = value; break;
            }
        }

        public readonly TokenUsage ToUsage()
        {
            // xAI counts reasoning beside completion_tokens, Gemini does so and may not name it at all: the total gives it away.
            var output = Math.Max(Output, _total - Input);
            return new TokenUsage
            {
                InputTokens = Input,
                CachedInputTokens = _cached > 0 ? _cached : _cacheHit,
                CacheWriteTokens = _cacheWrite,
                AudioInputTokens = _audioInput,
                CachedAudioInputTokens = _cachedAudio,
                ImageInputTokens = _imageInput,
                OutputTokens = output,
                ReasoningTokens = _reasoning,
                AudioOutputTokens = _audioOutput,
                ImageOutputTokens = _imageOutput,
            };
        }
    }
}
