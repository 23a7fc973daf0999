using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>Reads a stream of chunks, ended by <c>[DONE]</c>; some vendors leave that out, so a finish reason ends it as well.</summary>
internal sealed class OpenAiChatStreamReader : IAnswerReader
{
    private readonly OpenAiChatAnswerReader _answer = new();
    private bool _done;

    public bool EndedCleanly => _done || _answer.Finished;

    public EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink)
    {
        using var parsed = SseEvent.Parse(unit);
        var data = parsed.Data.Trim(" \t\n"u8);
        if (data.SequenceEqual("[DONE]"u8))
        {
            _done = true;
            return EventVerdict.Hold;
        }

        if (parsed.Name.SequenceEqual("error"u8) && OpenAiErrors.TryRead(data, out var code, out var message))
        {
            sink.Fail(code, message);
            return EventVerdict.Forward;
        }

        try
        {
            // A comment, a ping, or an event without data.
            if (data.IsEmpty || _answer.Read(data, sink) || data is [(byte)'{', .., (byte)'}'])
            {
                return EventVerdict.Forward;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        sink.Fail("upstream_invalid_response", "The provider sent an event that cannot be read.");
        return EventVerdict.Forward;
    }
}
