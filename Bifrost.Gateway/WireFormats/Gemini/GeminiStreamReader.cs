using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Reads <c>streamGenerateContent?alt=sse</c> (ai.google.dev/api/generate-content#method:-models.streamgeneratecontent): each event is a
/// whole GenerateContentResponse, and no event says that it is the last.
/// </summary>
internal sealed class GeminiStreamReader : IAnswerReader
{
    private readonly GeminiEventReader _events = new();
    private bool _broken;

    public bool EndedCleanly => _events.Finished && !_broken && !_events.Failed;

    public EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink)
    {
        using var parsed = SseEvent.Parse(unit);
        var data = parsed.Data.Trim(" \t\r\n"u8);
        if (data.IsEmpty || _broken || _events.Failed)
        {
            return EventVerdict.Forward;
        }

        // Google sends none; vendors between do. It is no end of an answer that has none of its own.
        if (data.SequenceEqual("[DONE]"u8))
        {
            return EndedCleanly ? EventVerdict.Hold : EventVerdict.Forward;
        }

        try
        {
            _events.Read(data, sink);
        }
        catch (JsonException)
        {
            _broken = true;
            sink.Fail("upstream_invalid_response", "The provider sent an event that is no JSON object.");
        }

        return EventVerdict.Forward;
    }
}
