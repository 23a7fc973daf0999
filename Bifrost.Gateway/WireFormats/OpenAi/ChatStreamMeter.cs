using System.Text.Json;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// Streams of <c>/v1/chat/completions</c> and <c>/v1/completions</c>. <c>[DONE]</c> is held; a chunk with usage and
/// without choices is dropped when the gateway asked for it and the caller did not. The <c>"usage":null</c> that
/// the provider then adds to every other chunk stays: taking it out would mean rewriting each chunk.
/// </summary>
/// <param name="response">Where the findings go; disposed with this meter.</param>
/// <param name="callerWantsUsage">The caller itself asked for the usage chunk.</param>
internal sealed class ChatStreamMeter(MeteredResponse response, bool callerWantsUsage) : IStreamMeter
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private readonly ChunkTemplate _template = new();

    // Of the chunk being read, within its data: where its one text stands, and OpenAI's padding.
    private (int Start, int Length) _text;
    private (int Start, int Length) _padding;
    private bool _isPlain;

    public MeteredResponse Response => response;

    /// <summary>Some compatible vendors end without <c>[DONE]</c>; a finish reason counts as an end as well.</summary>
    public bool EndedCleanly => DoneSeen || response.FinishSeen;

    public bool DoneSeen { get; private set; }

    public bool IsUnreadable { get; private set; }

    public EventVerdict Read(ReadOnlySpan<byte> unit)
    {
        if (_template.TryMatch(unit, out var text))
        {
            NoteText(text, escaped: false);
            return EventVerdict.Forward;
        }

        using var parsed = SseEvent.Parse(unit);
        var data = parsed.Data.Trim(" \t\n"u8);
        if (data.SequenceEqual("[DONE]"u8))
        {
            DoneSeen = true;
            return EventVerdict.Hold;
        }

        if (data is not [(byte)'{', ..])
        {
            return EventVerdict.Forward;
        }

        try
        {
            if (parsed.Name.SequenceEqual("error"u8))
            {
                response.NoteError(null);
            }

            var (model, tier) = (response.Model, response.ServiceTier);
            var verdict = ReadChunk(data);
            Learn(unit, data, ReferenceEquals(model, response.Model) && ReferenceEquals(tier, response.ServiceTier));
            return verdict;
        }
        catch (JsonException)
        {
            return Unreadable();
        }
    }

    public bool CanForward(ReadOnlySpan<byte> partial) => PartialChunk.CanForward(partial, callerWantsUsage);

    public byte[] ErrorEvent(string code, string type, string message) => StreamErrorEvent.Chat(code, type, message);

    public void Dispose()
    {
        _template.Dispose();
        response.Dispose();
    }

    private EventVerdict Unreadable()
    {
        // It may have named another model before it broke off.
        _template.Forget();
        IsUnreadable = true;
        return EventVerdict.Forward;
    }

    private EventVerdict ReadChunk(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, Options);
        var noChoices = false;
        var hasUsage = false;
        (_text, _padding, _isPlain) = (default, default, true);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (name.SequenceEqual("choices"u8))
            {
                noChoices = !ReadChoices(ref reader);
            }
            else if (name.SequenceEqual("usage"u8))
            {
                hasUsage = reader.TokenType == JsonTokenType.StartObject;
                _isPlain &= !hasUsage;
                response.ReadUsage(ref reader);
            }
            else
            {
                ReadOther(ref reader, name);
            }
        }

        if (hasUsage)
        {
            response.NoteUsage();
        }

        _isPlain &= reader.CurrentDepth == 0;
        return noChoices && hasUsage && !callerWantsUsage ? EventVerdict.Drop : EventVerdict.Forward;
    }

    private void ReadOther(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("model"u8))
        {
            response.ReadModel(ref reader);
        }
        else if (name.SequenceEqual("service_tier"u8))
        {
            response.ReadServiceTier(ref reader);
        }
        else if (name.SequenceEqual("error"u8))
        {
            response.ReadError(ref reader);
            _isPlain = false;
        }
        else if (name.SequenceEqual("obfuscation"u8) && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            _padding = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }

        reader.Skip();
    }

    /// <summary>Walks the choices without recursion; false when the array is empty.</summary>
    private bool ReadChoices(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return true;
        }

        var depth = reader.CurrentDepth;
        var (any, inDelta) = (false, false);
        ReadOnlySpan<byte> name = default;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            any = true;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.ValueSpan;
                inDelta = reader.CurrentDepth == depth + 2 ? name.SequenceEqual("delta"u8) || name.SequenceEqual("message"u8) : inDelta;
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                ReadText(ref reader, name, inDelta);
            }
            else if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("logprobs"u8))
            {
                reader.Skip();
            }
        }

        return any;
    }

    private void ReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, bool inDelta)
    {
        if (reader.ValueSpan.IsEmpty)
        {
            return;
        }

        if (OutputField.IsText(name) || (inDelta && !OutputField.IsOther(name)))
        {
            _isPlain &= _text.Length == 0 && !reader.ValueIsEscaped;
            _text = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            NoteText(reader.ValueSpan, reader.ValueIsEscaped);
        }
        else if (name.SequenceEqual("finish_reason"u8))
        {
            response.FinishSeen = true;
            _isPlain = false;
        }
        else if (name.SequenceEqual("data"u8))
        {
            // Audio: content that the caller hears, not text to count.
            response.ContentSeen = true;
            _isPlain = false;
        }
    }

    private void NoteText(ReadOnlySpan<byte> text, bool escaped)
    {
        if (!text.IsEmpty)
        {
            response.ContentSeen = true;
            response.Output.Append(text, escaped);
        }
    }

    /// <summary>The chunk that was read is the next one's template if it brought text and nothing else.</summary>
    private void Learn(ReadOnlySpan<byte> unit, ReadOnlySpan<byte> data, bool sameModel)
    {
        if (!sameModel)
        {
            _template.Forget();
        }

        // Data of several lines was joined elsewhere.
        if (_isPlain && _text.Length > 0 && unit.Overlaps(data, out var start))
        {
            _template.Learn(unit, (start + _text.Start, _text.Length), _padding.Length == 0 ? default : (start + _padding.Start, _padding.Length));
        }
    }
}
