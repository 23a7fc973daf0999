using System.Text;
using System.Text.Json;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>
/// Streams of typed events: <c>/v1/responses</c>, and the image, speech and transcription streams that look like it.
/// The terminal event of <c>/v1/responses</c> is held. Events that repeat what deltas have said are not parsed.
/// </summary>
/// <param name="response">Where the findings go; disposed with this meter.</param>
internal sealed class ResponsesStreamMeter(MeteredResponse response) : IStreamMeter
{
    private const int MaxPrefix = 4_096;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private string? _id;
    private long _createdAt;
    private long _sequence = -1;

    public MeteredResponse Response => response;

    public bool EndedCleanly => response.FinishSeen;

    public bool IsUnreadable { get; private set; }

    public EventVerdict Read(ReadOnlySpan<byte> unit)
    {
        using var parsed = SseEvent.Parse(unit);
        var data = parsed.Data.Trim(" \t\n"u8);
        if (data is not [(byte)'{', ..])
        {
            // Vendors that close a typed stream with [DONE] do so after the terminal event.
            return EventVerdict.Forward;
        }

        var kind = ResponsesEventTypes.KindOf(parsed.Name);
        try
        {
            kind = parsed.Name.IsEmpty ? ResponsesEventTypes.KindOf(TypeOf(data)) : kind;
            if (kind != ResponsesEventKind.Other)
            {
                ReadEvent(data, kind);
            }
        }
        catch (JsonException)
        {
            // Its name stands all the same: a terminal event still ends the stream, with an estimate.
            IsUnreadable = true;
        }

        if (kind is ResponsesEventKind.Terminal or ResponsesEventKind.Result)
        {
            response.FinishSeen = true;
            response.NoteUsage();
        }

        return kind == ResponsesEventKind.Terminal ? EventVerdict.Hold : EventVerdict.Forward;
    }

    public bool CanForward(ReadOnlySpan<byte> partial)
    {
        var rest = partial[..Math.Min(partial.Length, MaxPrefix)];
        rest = rest.StartsWith("\uFEFF"u8) ? rest[3..] : rest;
        while (SseEvent.TryReadLine(ref rest, out var line))
        {
            if (line.StartsWith("event:"u8))
            {
                var name = SseEvent.ValueAt(line, "event".Length);
                return !ResponsesEventTypes.MayBeTerminal(name, isWhole: !rest.IsEmpty);
            }

            if (line.StartsWith("data:"u8))
            {
                return IsOrdinary(line["data:"u8.Length..].TrimStart(" \t"u8));
            }
        }

        return false;
    }

    public byte[] ErrorEvent(string code, string type, string message) =>
        StreamErrorEvent.Responses(code, message, _id, response.Model, _createdAt, _sequence + 1);

    public void Dispose() => response.Dispose();

    /// <summary>Data without an event line before it: its type comes first, or it waits to be complete.</summary>
    private static bool IsOrdinary(ReadOnlySpan<byte> data)
    {
        if (data is not [(byte)'{', ..])
        {
            return !data.IsEmpty;
        }

        data = data[1..].TrimStart(" \t"u8);
        if (!data.StartsWith("\"type\""u8))
        {
            return false;
        }

        data = data[6..].TrimStart(" \t"u8);
        data = data is [(byte)':', ..] ? data[1..].TrimStart(" \t"u8) : default;
        if (data is not [(byte)'"', ..])
        {
            return false;
        }

        var end = data[1..].IndexOf((byte)'"');
        var type = end < 0 ? data[1..] : data.Slice(1, end);
        return !type.Contains((byte)'\\') && !ResponsesEventTypes.MayBeTerminal(type, isWhole: end >= 0);
    }

    private static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueSpan.SequenceEqual("type"u8);
            reader.Read();
            if (isType)
            {
                return reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
            }

            reader.Skip();
        }

        return default;
    }

    private void ReadEvent(ReadOnlySpan<byte> data, ResponsesEventKind kind)
    {
        response.ContentSeen |= kind == ResponsesEventKind.MediaDelta;
        if (kind == ResponsesEventKind.Error)
        {
            response.NoteError(null);
        }

        var reader = new Utf8JsonReader(data, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            if (kind == ResponsesEventKind.TextDelta && name.SequenceEqual("delta"u8))
            {
                ReadDelta(ref reader);
            }
            else if (name.SequenceEqual("response"u8) && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadResponse(ref reader);
            }
            else if (name.SequenceEqual("usage"u8))
            {
                response.ReadUsage(ref reader);
            }
            else if (name.SequenceEqual("sequence_number"u8) && JsonNumber(ref reader, out var number))
            {
                _sequence = number;
            }
            else if (kind == ResponsesEventKind.Error)
            {
                ReadErrorField(ref reader, name);
            }

            reader.Skip();
        }
    }

    /// <summary>The reference has the code at the top; some vendors wrap it in an object.</summary>
    private void ReadErrorField(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("code"u8))
        {
            response.NoteError(MeteredResponse.ReadIdentifier(ref reader));
        }
        else if (name.SequenceEqual("error"u8))
        {
            response.ReadError(ref reader);
        }
    }

    /// <summary>Text, or all the text in what a vendor makes of it.</summary>
    private void ReadDelta(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        ReadOnlySpan<byte> name = default;
        do
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.ValueSpan;
            }
            else if (reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty && !OutputField.IsOther(name))
            {
                response.ContentSeen = true;
                response.Output.Append(reader.ValueSpan, reader.ValueIsEscaped);
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
    }

    private void ReadResponse(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            switch (name.Length)
            {
                case 2 when name.SequenceEqual("id"u8): _id ??= ReadId(ref reader); break;
                case 5 when name.SequenceEqual("model"u8): response.ReadModel(ref reader); break;
                case 5 when name.SequenceEqual("usage"u8): response.ReadUsage(ref reader); break;
                case 5 when name.SequenceEqual("error"u8): response.ReadError(ref reader); break;
                case 12 when name.SequenceEqual("service_tier"u8): response.ReadServiceTier(ref reader); break;
                case 10 when name.SequenceEqual("created_at"u8) && JsonNumber(ref reader, out var at): _createdAt = at; break;
                default: break;
            }

            reader.Skip();
        }
    }

    private static bool JsonNumber(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
    }

    private static string? ReadId(ref Utf8JsonReader reader)
    {
        var id = reader.TokenType == JsonTokenType.String ? reader.ValueSpan : default;
        foreach (var b in id)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'_' or (byte)'-'))
            {
                return null;
            }
        }

        return id.Length is 0 or > 128 ? null : Encoding.ASCII.GetString(id);
    }
}
