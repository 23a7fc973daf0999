using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.AnthropicMessages;

/// <summary>
/// Anthropic's count of tokens: <c>input_tokens</c> excludes what was read from and written to the cache; <c>output_tokens</c> includes
/// thinking. In a stream the last word counts, and what it leaves out stands as it stood. Sources:
/// platform.claude.com/docs/en/build-with-claude/prompt-caching, …/streaming, anthropic-sdk-python types/usage.py,
/// types/output_tokens_details.py. What is beside those counts: a compaction of the conversation, billed by the same rates and counted
/// in <c>iterations</c> alone (…/compaction); an advisor or whoever else has a turn there, at its own rates (…/advisor-tool); searches
/// of the web, each billed (…/web-search-tool).
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
    private long _searches;
    private TokenUsage _compacted;
    private bool _hasOthers;
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
            InputTokens = _input + _cacheRead + written + _compacted.InputTokens,
            CachedInputTokens = _cacheRead + _compacted.CachedInputTokens,
            CacheWriteTokens = written + _compacted.CacheWriteTokens,
            CacheWrite1hTokens = _write1h + _compacted.CacheWrite1hTokens,
            OutputTokens = _output + _compacted.OutputTokens,
            ReasoningTokens = Math.Min(_thinking, _output),
        };
    }

    /// <summary>Tells the counts, and what is billed beside them.</summary>
    public readonly void Tell(IAnswerSink sink)
    {
        if (IsKnown)
        {
            sink.Usage(ToUsage());
        }

        if (_searches > 0 || _hasOthers)
        {
            sink.Beside(_searches > 0 ? new UsageUnits(BilledUnit.SearchUnits, _searches) : default, _hasOthers ? "turns of other models" : null);
        }
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
            var isDetail = name.SequenceEqual("cache_creation"u8) || name.SequenceEqual("output_tokens_details"u8) || name.SequenceEqual("server_tool_use"u8);
            var isList = name.SequenceEqual("iterations"u8);
            var isTier = name.SequenceEqual("service_tier"u8);
            var isDearer = name.SequenceEqual("speed"u8) || name.SequenceEqual("inference_geo"u8);
            reader.Read();
            if (isDetail && reader.TokenType == JsonTokenType.StartObject)
            {
                TakeObject(ref reader);
            }
            else if (isList && reader.TokenType == JsonTokenType.StartArray)
            {
                TakeIterations(ref reader);
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

    /// <summary>The turns of the answer so far, all of them each time. Those of the message are in the counts above.</summary>
    private void TakeIterations(ref Utf8JsonReader reader)
    {
        var compacted = default(TokenUsage);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var type = TypeOf(reader);
            var turn = default(AnthropicMessagesUsage);
            turn.TakeObject(ref reader);
            _hasOthers |= !(type.SequenceEqual("message"u8) || type.SequenceEqual("compaction"u8) || type.IsEmpty);
            compacted = type.SequenceEqual("compaction"u8) ? Sum(compacted, turn.ToUsage()) : compacted;
        }

        // As all counts it never falls.
        _compacted = compacted.TotalTokens >= _compacted.TotalTokens ? compacted : _compacted;
    }

    private static ReadOnlySpan<byte> TypeOf(Utf8JsonReader turn)
    {
        while (turn.Read() && turn.TokenType == JsonTokenType.PropertyName)
        {
            var isType = turn.ValueSpan.SequenceEqual("type"u8);
            turn.Read();
            if (isType)
            {
                return turn.TokenType == JsonTokenType.String ? turn.ValueSpan : default;
            }

            turn.Skip();
        }

        return default;
    }

    private static TokenUsage Sum(in TokenUsage a, in TokenUsage b) => new()
    {
        InputTokens = a.InputTokens + b.InputTokens,
        CachedInputTokens = a.CachedInputTokens + b.CachedInputTokens,
        CacheWriteTokens = a.CacheWriteTokens + b.CacheWriteTokens,
        CacheWrite1hTokens = a.CacheWrite1hTokens + b.CacheWrite1hTokens,
        OutputTokens = a.OutputTokens + b.OutputTokens,
    };

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
            case var _ when name.SequenceEqual("web_search_requests"u8): Raise(ref _searches, count); break;
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
