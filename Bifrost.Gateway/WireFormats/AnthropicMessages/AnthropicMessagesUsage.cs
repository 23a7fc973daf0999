using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Anthropic's count of tokens: <c>input_tokens</c> excludes what was read from and written to the cache; <c>output_tokens</c> includes
/// thinking. In a stream the last word counts, and what it leaves out stands as it stood. Sources:
/// platform.claude.com/docs/en/build-with-claude/prompt-caching, …/streaming, anthropic-sdk-python types/usage.py,
/// types/output_tokens_details.py.
/// </summary>
internal struct AnthropicMessagesUsage
{
    private long _input;
    private long _cacheRead;
    private long _cacheWrite;
    private long _write5m;
    private long _write1h;
    private long _output;
    private long _thinking;
    private string? _tier;
    private string? _dearer;

    /// <summary>Any count was read.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>
    /// The tier that served the answer, in canonical words. Fast mode and answers kept within one country are billed by other rates
    /// than the tier's (platform.claude.com/docs/en/about-claude/pricing): they are tiers of their own here, without a price.
    /// </summary>
    public readonly string? ServiceTier => _dearer ?? _tier;

    /// <summary>As the canonical form has it: everything included.</summary>
    public readonly TokenUsage ToUsage()
    {
        var written = Math.Max(_cacheWrite, _write5m + _write1h);
        return new TokenUsage
        {
            InputTokens = _input + _cacheRead + written,
            CachedInputTokens = _cacheRead,
            CacheWriteTokens = written,
            CacheWrite1hTokens = _write1h,
            OutputTokens = _output,
            ReasoningTokens = Math.Min(_thinking, _output),
        };
    }

    /// <summary>Takes the object in: well-formed JSON. Counts never fall, and what is no count is passed over.</summary>
    public void Take(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        TakeObject(ref reader);
    }

    private void TakeObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            var isDetail = name.SequenceEqual("cache_creation"u8) || name.SequenceEqual("output_tokens_details"u8);
            var isTier = name.SequenceEqual("service_tier"u8);
            var isDearer = name.SequenceEqual("speed"u8) || name.SequenceEqual("inference_geo"u8);
            reader.Read();
            if (isDetail && reader.TokenType == JsonTokenType.StartObject)
            {
                TakeObject(ref reader);
            }
            else if (isTier && reader.TokenType == JsonTokenType.String && JsonText.TryDecode(ref reader, out var tier))
            {
                _tier = AnthropicMessagesNames.TierIn(AnthropicMessagesNames.Identifier(tier));
            }
            else if (isDearer && reader.TokenType == JsonTokenType.String)
            {
                _dearer = reader.ValueSpan.SequenceEqual("fast"u8) ? "fast" : reader.ValueSpan.SequenceEqual("us"u8) ? "us" : _dearer;
            }
            else if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count is >= 0 and < TokenUsage.Ceiling)
            {
                Take(name, count);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void Take(ReadOnlySpan<byte> name, long count)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual("input_tokens"u8): Raise(ref _input, count); break;
            case var _ when name.SequenceEqual("output_tokens"u8): Raise(ref _output, count); break;
            case var _ when name.SequenceEqual("cache_read_input_tokens"u8): Raise(ref _cacheRead, count); break;
            case var _ when name.SequenceEqual("cache_creation_input_tokens"u8): Raise(ref _cacheWrite, count); break;
            case var _ when name.SequenceEqual("ephemeral_5m_input_tokens"u8): Raise(ref _write5m, count); break;
            case var _ when name.SequenceEqual("ephemeral_1h_input_tokens"u8): Raise(ref _write1h, count); break;
            case var _ when name.SequenceEqual("thinking_tokens"u8): Raise(ref _thinking, count); break;
        }
    }

    private void Raise(ref long current, long count)
    {
        current = Math.Max(current, count);
        IsKnown = true;
    }

    /// <summary>Writes the field <c>usage</c>.</summary>
    public static void Write(Utf8JsonWriter json, in TokenUsage usage, string? serviceTier)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", Math.Max(0, usage.InputTokens - usage.CachedInputTokens - usage.CacheWriteTokens));
        json.WriteNumber("cache_creation_input_tokens", usage.CacheWriteTokens);
        json.WriteNumber("cache_read_input_tokens", usage.CachedInputTokens);
        json.WriteNumber("output_tokens", usage.OutputTokens);
        if (usage.CacheWriteTokens > 0)
        {
            json.WriteStartObject("cache_creation");
            json.WriteNumber("ephemeral_5m_input_tokens", usage.CacheWriteTokens - usage.CacheWrite1hTokens);
            json.WriteNumber("ephemeral_1h_input_tokens", usage.CacheWrite1hTokens);
            json.WriteEndObject();
        }

        if (usage.ReasoningTokens > 0)
        {
            json.WriteStartObject("output_tokens_details");
            json.WriteNumber("thinking_tokens", usage.ReasoningTokens);
            json.WriteEndObject();
        }

        if (AnthropicMessagesNames.TierOfAnswer(serviceTier) is { } tier)
        {
            json.WriteString("service_tier", tier);
        }

        json.WriteEndObject();
    }
}
