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
    private const int MaxPrefix = 4_096;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    public MeteredResponse Response => response;

    /// <summary>Some compatible vendors end without <c>[DONE]</c>; a finish reason counts as an end as well.</summary>
    public bool EndedCleanly => DoneSeen || response.FinishSeen;

    public bool DoneSeen { get; private set; }

    public EventVerdict Read(ReadOnlySpan<byte> unit)
    {
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

            return ReadChunk(data);
        }
        catch (JsonException)
        {
            return EventVerdict.Forward;
        }
    }

    public bool CanForward(ReadOnlySpan<byte> partial)
    {
        var rest = partial[..Math.Min(partial.Length, MaxPrefix)];
        rest = rest.StartsWith("\uFEFF"u8) ? rest[3..] : rest;
        while (SseEvent.TryReadLine(ref rest, out var line))
        {
            if (line.StartsWith("data:"u8))
            {
                return IsOrdinary(line["data:"u8.Length..].TrimStart(" \t"u8));
            }

            if (rest.IsEmpty && "data:"u8.StartsWith(line))
            {
                return false;
            }
        }

        return false;
    }

    public byte[] ErrorEvent(string code, string message) => StreamErrorEvent.Chat(code, message);

    public void Dispose() => response.Dispose();

    /// <summary>The first bytes of the data can no longer become <c>[DONE]</c> or a chunk to drop.</summary>
    private bool IsOrdinary(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return false;
        }

        return data[0] switch
        {
            (byte)'[' => data.Length > 6 ? !data.StartsWith("[DONE]"u8) : !"[DONE]"u8.StartsWith(data),
            (byte)'{' => callerWantsUsage || HasChoices(data),
            _ => true,
        };
    }

    private static bool HasChoices(ReadOnlySpan<byte> data)
    {
        var name = data.IndexOf("\"choices\""u8);
        if (name < 0)
        {
            return false;
        }

        var value = data[(name + 9)..].TrimStart(" \t"u8);
        if (value is not [(byte)':', ..])
        {
            return false;
        }

        value = value[1..].TrimStart(" \t"u8);
        return value is [(byte)'[', ..] && value[1..].TrimStart(" \t"u8) is [not (byte)']', ..];
    }

    private EventVerdict ReadChunk(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, Options);
        var noChoices = false;
        var hasUsage = false;
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
                response.ReadUsage(ref reader);
            }
            else
            {
                ReadOther(ref reader, name);
            }
        }

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
        var any = false;
        ReadOnlySpan<byte> name = default;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            any = true;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.ValueSpan;
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                ReadText(ref reader, name);
            }
            else if (reader.TokenType == JsonTokenType.StartObject && name.SequenceEqual("logprobs"u8))
            {
                reader.Skip();
            }
        }

        return any;
    }

    private void ReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.ValueSpan.IsEmpty)
        {
            return;
        }

        if (OutputField.IsText(name))
        {
            response.ContentSeen = true;
            response.Output.Append(reader.ValueSpan, reader.ValueIsEscaped);
        }
        else if (name.SequenceEqual("finish_reason"u8))
        {
            response.FinishSeen = true;
        }
        else if (name.SequenceEqual("data"u8))
        {
            // Audio: content that the caller hears, not text to count.
            response.ContentSeen = true;
        }
    }
}
