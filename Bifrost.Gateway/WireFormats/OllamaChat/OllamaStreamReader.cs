using System.Globalization;
using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.OllamaChat;

/// <summary>
/// Reads the lines of <c>/api/chat</c> (docs.ollama.com/api/streaming): pieces of thought and of text, calls of tools whole, and a last
/// line that is done and has the counts.
/// </summary>
internal sealed class OllamaStreamReader : IAnswerReader
{
    private TextPieces _pieces = new();
    private AnswerPartKind _kind;
    private int _open = -1;
    private int _next;
    private string? _stem;
    private bool _started;
    private bool _called;
    private bool _failed;

    public bool EndedCleanly => Done && !_failed;

    public bool Done { get; private set; }

    public EventVerdict Read(ReadOnlySpan<byte> unit, IAnswerSink sink)
    {
        var line = unit.Trim(" \t\r\n"u8);
        if (line.IsEmpty || Done || _failed)
        {
            return EventVerdict.Forward;
        }

        try
        {
            return Tell(OllamaLineScan.Of(line), sink);
        }
        catch (JsonException)
        {
            _failed = true;
            sink.Fail("upstream_invalid_response", "The provider sent a line that is no JSON object.");
            return EventVerdict.Forward;
        }
    }

    private EventVerdict Tell(in OllamaLineScan scan, IAnswerSink sink)
    {
        if (scan.Error is { } error)
        {
            _failed = true;
            sink.Fail(null, error);
            return EventVerdict.Forward;
        }

        if (!_started)
        {
            _started = true;
            sink.Start(null, scan.Model.IsEmpty ? null : Encoding.UTF8.GetString(new TextPieces().Take(scan.Model, scan.ModelIsEscaped)), null);
        }

        TellText(AnswerPartKind.Thinking, scan.Thinking, scan.ThinkingIsEscaped, sink);
        TellText(AnswerPartKind.Text, scan.Content, scan.ContentIsEscaped, sink);
        if (scan.Calls is { } calls)
        {
            TellCalls(calls, sink);
        }

        if (scan.LogProbs is { } logProbs && logProbs.GetArrayLength() > 0)
        {
            OllamaLogProbs.Tell(logProbs, sink);
        }

        return scan.Done ? Conclude(scan, sink) : EventVerdict.Forward;
    }

    private EventVerdict Conclude(in OllamaLineScan scan, IAnswerSink sink)
    {
        Done = true;
        End(sink);
        if (scan.Input is not null || scan.Output is not null)
        {
            sink.Usage(new TokenUsage { InputTokens = scan.Input ?? 0, OutputTokens = scan.Output ?? 0 });
        }

        sink.Finish(OllamaNames.Finish(scan.Reason, _called), null);
        return EventVerdict.Hold;
    }

    private void TellText(AnswerPartKind kind, ReadOnlySpan<byte> raw, bool escaped, IAnswerSink sink)
    {
        if (raw.IsEmpty)
        {
            return;
        }

        if (_open < 0 || _kind != kind)
        {
            End(sink);
            (_kind, _open, _pieces) = (kind, _next++, new TextPieces());
            sink.BeginPart(new AnswerPart(_open, kind));
        }

        if (_pieces.Take(raw, escaped) is { IsEmpty: false } text)
        {
            sink.Delta(_open, text);
        }
    }

    private void TellCalls(JsonElement calls, IAnswerSink sink)
    {
        foreach (var call in calls.EnumerateArray())
        {
            if (JsonValue.Field(call, "function") is not { } function || JsonValue.Text(function, "name") is not { Length: > 0 } name)
            {
                continue;
            }

            End(sink);
            _called = true;
            _stem ??= Guid.NewGuid().ToString("N");
            var index = _next++;
            var id = JsonValue.Text(call, "id") is { Length: > 0 } own ? own : string.Create(CultureInfo.InvariantCulture, $"call_{_stem}_{index}");
            sink.BeginPart(new AnswerPart(index, AnswerPartKind.ToolCall) { Id = id, Name = name });
            if (JsonValue.Field(function, "arguments") is { ValueKind: JsonValueKind.Object } args)
            {
                sink.Delta(index, Encoding.UTF8.GetBytes(JsonValue.Raw(args)));
            }

            sink.EndPart(index);
        }
    }

    private void End(IAnswerSink sink)
    {
        if (_open >= 0)
        {
            sink.EndPart(_open);
            _open = -1;
        }
    }
}
