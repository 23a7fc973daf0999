using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;
using Bifrost.Gateway.WireFormats.Sse;

namespace Bifrost.Gateway.WireFormats.CohereChat;

/// <summary>
/// Reads a stream of <c>/v2/chat</c> (docs.cohere.com/docs/streaming, …/docs/tool-use-streaming). Contents, calls and citations are
/// numbered each for themselves; what the model plans before its calls, <c>tool-plan-delta</c>, is its text. Pieces of calls may come
/// in turns, by their numbers.
/// </summary>
internal sealed class CohereStreamReader : IAnswerReader
{
    private readonly StreamedCalls _calls = new();
    private TextPieces _pieces = new();
    private AnswerPartKind _kind;
    private int _open = -1;
    private int _next;
    private int _lastText = -1;
    private bool _started;
    private bool _called;
    private bool _ended;
    private bool _failed;

    public bool EndedCleanly => _ended && !_failed;

    public EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink)
    {
        using var parsed = SseEvent.Parse(unit);
        var data = parsed.Data.Trim(" \t\r\n"u8);
        if (data.IsEmpty || _failed || _ended)
        {
            return EventVerdict.Forward;
        }

        if (data.SequenceEqual("[DONE]"u8))
        {
            return EventVerdict.Hold;
        }

        try
        {
            return ReadData(data, sink);
        }
        catch (JsonException)
        {
            _failed = true;
            sink.Fail("upstream_invalid_response", "The provider sent an event that is no JSON object.");
            return EventVerdict.Forward;
        }
    }

    private EventVerdict ReadData(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var scan = CohereEventScan.Of(data);
        if (scan.Type.IsEmpty)
        {
            TellError(data, sink);
            return EventVerdict.Forward;
        }

        Start(scan.Id, sink);
        if (scan.Type.SequenceEqual("content-delta"u8) || scan.Type.SequenceEqual("content-start"u8))
        {
            ReadContent(scan, data, sink);
        }
        else if (scan.Type.SequenceEqual("tool-call-delta"u8))
        {
            TellCall(scan, sink);
        }
        else if (scan.Type.SequenceEqual("tool-plan-delta"u8))
        {
            Open(AnswerPartKind.Text, sink);
            TellText(scan, sink);
        }
        else if (scan.Type.SequenceEqual("tool-call-start"u8))
        {
            BeginCall(scan, sink);
        }
        else
        {
            return ReadRare(scan, data, sink);
        }

        return EventVerdict.Forward;
    }

    /// <summary>An error outside of the events is a sentence alone.</summary>
    private void TellError(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        if (CohereErrors.TryRead(data, out var code, out var message))
        {
            _failed = true;
            sink.Fail(code, message);
        }
    }

    private EventVerdict ReadRare(in CohereEventScan scan, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var type = scan.Type;
        if (type.SequenceEqual("content-end"u8))
        {
            End(sink);
        }
        else if (type.SequenceEqual("tool-call-end"u8))
        {
            _calls.Find(scan.Index, null)?.End(sink);
        }
        else if (type.SequenceEqual("citation-start"u8) && _lastText >= 0)
        {
            var citation = At(data, "delta", "message", "citations");
            foreach (var one in citation is { } there ? CohereCitations.Read(there) : [])
            {
                sink.Cite(_lastText, one);
            }
        }
        else if (type.SequenceEqual("message-end"u8))
        {
            End(sink);
            _calls.EndAll(sink);
            _ended = true;
            _failed = !CohereAnswerReader.Conclude(At(data, "delta") ?? default, _called, sink);
            return EventVerdict.Hold;
        }

        return EventVerdict.Forward;
    }

    private void ReadContent(in CohereEventScan scan, ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var kind = scan.IsThought ? AnswerPartKind.Thinking : AnswerPartKind.Text;
        if (scan.Type.SequenceEqual("content-start"u8))
        {
            End(sink);
        }

        // A part begins with its first words: an empty one is none.
        if (!scan.Text.IsEmpty)
        {
            Open(kind, sink);
            TellText(scan, sink);
        }

        if (scan.HasLogProbs && (At(data, "logprobs") ?? At(data, "delta", "logprobs")) is { } logProbs)
        {
            CohereLogProbs.Tell(logProbs, sink);
        }
    }

    private void BeginCall(in CohereEventScan scan, IAnswerSink sink)
    {
        End(sink);
        _called = true;
        var id = scan.CallId is { Length: > 0 } own ? own : $"call_{Guid.NewGuid():N}";
        var call = _calls.Begin(scan.Index, scan.CallId, new AnswerPart(_next++, AnswerPartKind.ToolCall) { Id = id, Name = scan.CallName ?? "" }, sink);
        call.Tell(scan.Text, scan.TextIsEscaped, sink);
    }

    private void TellCall(in CohereEventScan scan, IAnswerSink sink)
    {
        End(sink);
        // A number that fits no call: whose the piece is can be told where one alone is open.
        var call = _calls.Find(scan.Index, null) is { HasEnded: false } numbered ? numbered : _calls.OnlyOpen();
        if (call?.Tell(scan.Text, scan.TextIsEscaped, sink) != true && !scan.Text.IsEmpty)
        {
            _failed = true;
            sink.Fail("upstream_invalid_response", "The provider sent a piece of a tool call that has not begun or has ended.");
        }
    }

    private void TellText(in CohereEventScan scan, IAnswerSink sink)
    {
        if (_open >= 0 && _pieces.Take(scan.Text, scan.TextIsEscaped) is { IsEmpty: false } text)
        {
            sink.Delta(_open, text);
        }
    }

    private void Start(string? id, IAnswerSink sink)
    {
        if (!_started)
        {
            _started = true;
            sink.Start(id, null, null);
        }
    }

    private void Open(AnswerPartKind kind, IAnswerSink sink)
    {
        if (_open >= 0 && _kind == kind)
        {
            return;
        }

        End(sink);
        _calls.Settle(null, sink);
        (_kind, _open, _pieces) = (kind, _next++, new TextPieces());
        _lastText = kind == AnswerPartKind.Text ? _open : _lastText;
        sink.BeginPart(new AnswerPart(_open, kind));
    }

    private void End(IAnswerSink sink)
    {
        if (_open >= 0)
        {
            sink.EndPart(_open);
            _open = -1;
        }
    }

    private static JsonElement? At(ReadOnlySpan<byte> data, params ReadOnlySpan<string> path)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 256 });
        JsonElement? at = JsonElement.ParseValue(ref reader);
        foreach (var name in path)
        {
            at = at is { } there ? JsonValue.Field(there, name) : null;
        }

        return at;
    }
}
