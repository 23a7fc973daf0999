using System.Text.Json;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// The parts of an answer, which chat completions do not delimit: a part of another kind ends the one before. Calls come one after
/// the other, so that a new one ends the last.
/// </summary>
internal sealed class OpenAiChatParts
{
    private AnswerPartKind? _open;
    private int _next;
    private TextPieces _pieces = new();
    private int _lastText = -1;
    private long _call = -1;
    private string? _callId;
    private bool _isCustom;

    /// <summary>A tool was called: vendors may say <c>stop</c> all the same.</summary>
    public bool HasCalls { get; private set; }

    public bool HasRefusal { get; private set; }

    /// <summary>A piece of the open part came.</summary>
    public bool HasPieces { get; private set; }

    /// <summary>What is open; null for nothing.</summary>
    public AnswerPartKind? Open => _open;

    /// <summary>The vendor's id of the thought that begins next.</summary>
    public string? ThoughtId { get; set; }

    /// <summary>Index of the part that is open.</summary>
    private int Index => _next - 1;

    /// <summary>A piece of text, of thoughts or of a refusal: raw bytes of a JSON string.</summary>
    public void Add(AnswerPartKind kind, ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        if (raw.IsEmpty)
        {
            return;
        }

        if (_open != kind)
        {
            Begin(new AnswerPart(_next, kind), sink);
        }

        Tell(raw, sink);
    }

    /// <summary>A whole part: redacted thoughts, an image.</summary>
    public void AddWhole(AnswerPart part, ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        Begin(part with { Index = _next }, sink);
        Tell(raw, sink);
        End(sink);
    }

    /// <summary>The vendor's signature of the thought that came last.</summary>
    public void SignThought(string signature, IAnswerSink sink)
    {
        if (_open != AnswerPartKind.Thinking)
        {
            Begin(new AnswerPart(_next, AnswerPartKind.Thinking), sink);
        }

        sink.Sign(Index, signature);
        End(sink);
    }

    public void AddAudio(string? id, ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        if (_open != AnswerPartKind.Audio)
        {
            Begin(new AnswerPart(_next, AnswerPartKind.Audio) { Id = id }, sink);
        }

        Tell(raw, sink);
    }

    /// <summary>A call, or a piece of it.</summary>
    /// <param name="index">The vendor's number of the call; some number all of them 0, and tell them apart by their ids.</param>
    /// <param name="id">Null in pieces that go on.</param>
    /// <param name="name">Of the tool; null in pieces that go on.</param>
    /// <param name="sink">Is told of it.</param>
    /// <returns>False for a piece of a call that has ended.</returns>
    public bool Call(long index, string? id, string? name, IAnswerSink sink)
    {
        var goesOn = _open == AnswerPartKind.ToolCall && index == _call && (id is null || id == _callId || name is null);
        if (goesOn)
        {
            return true;
        }

        if (name is null)
        {
            return false;
        }

        (_call, _callId, HasCalls) = (index, id, true);
        Begin(new AnswerPart(_next, AnswerPartKind.ToolCall) { Id = id ?? $"call_{Guid.NewGuid():N}", Name = name }, sink);
        return true;
    }

    public void Arguments(ReadOnlySpan<byte> raw, IAnswerSink sink) => Tell(raw, sink);

    /// <summary>
    /// A piece of the plain text that is a custom tool's input: raw bytes of a JSON string, told as the argument <c>input</c>, in which
    /// they are spelled alike.
    /// </summary>
    public void Input(ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        HasPieces |= !raw.IsEmpty;
        if (!_isCustom)
        {
            _isCustom = true;
            sink.Delta(Index, "{\"input\":\""u8);
        }

        if (_pieces.Take(raw, escaped: false) is { IsEmpty: false } text)
        {
            sink.Delta(Index, text);
        }
    }

    /// <summary>Arguments that are an object rather than its text.</summary>
    public void Object(ReadOnlySpan<byte> json, IAnswerSink sink) => sink.Delta(Index, _pieces.Take(json, escaped: false));

    public void SignCall(string signature, IAnswerSink sink) => sink.Sign(Index, signature);

    /// <summary>Where the answer's text comes from: of the text that came last.</summary>
    public void Cite(Citation citation, IAnswerSink sink)
    {
        if (_lastText < 0)
        {
            Begin(new AnswerPart(_next, AnswerPartKind.Text), sink);
        }

        sink.Cite(_lastText, citation);
    }

    public void End(IAnswerSink sink)
    {
        if (_open is not null)
        {
            if (_isCustom)
            {
                _isCustom = false;
                sink.Delta(Index, "\"}"u8);
            }

            _open = null;
            sink.EndPart(Index);
        }
    }

    private void Begin(AnswerPart part, IAnswerSink sink)
    {
        End(sink);
        _open = part.Kind;
        _lastText = part.Kind == AnswerPartKind.Text ? _next : _lastText;
        HasRefusal |= part.Kind == AnswerPartKind.Refusal;
        _next++;
        _pieces = new TextPieces();
        HasPieces = false;
        if (part.Kind == AnswerPartKind.Thinking)
        {
            part = part with { Id = ThoughtId };
            ThoughtId = null;
        }

        sink.BeginPart(part);
    }

    private void Tell(ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        HasPieces |= !raw.IsEmpty;
        var text = _pieces.Take(raw, raw.Contains((byte)'\\'));
        if (!text.IsEmpty)
        {
            sink.Delta(Index, text);
        }
    }
}
