using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.OpenAiChat;

/// <summary>
/// The parts of an answer, which chat completions do not delimit: a part of another kind ends words, thoughts and the like. Calls are
/// numbered, and their pieces may come in turns.
/// </summary>
internal sealed class OpenAiChatParts
{
    private readonly StreamedCalls _calls = new();
    private StreamedCall? _call;
    private int _open = -1;
    private int _next;
    private TextPieces _pieces = new();
    private int _lastText = -1;

    /// <summary>A tool was called: vendors may say <c>stop</c> all the same.</summary>
    public bool HasCalls { get; private set; }

    public bool HasRefusal { get; private set; }

    /// <summary>What is open beside calls; null for nothing.</summary>
    public AnswerPartKind? Open { get; private set; }

    /// <summary>The vendor's id of the thought that begins next.</summary>
    public string? ThoughtId { get; set; }

    /// <summary>A piece of text, of thoughts or of a refusal: raw bytes of a JSON string.</summary>
    public void Add(AnswerPartKind kind, ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        if (raw.IsEmpty)
        {
            return;
        }

        if (Open != kind)
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
        EndSaid(sink);
    }

    /// <summary>The vendor's signature of the thought that came last.</summary>
    public void SignThought(string signature, IAnswerSink sink)
    {
        if (Open != AnswerPartKind.Thinking)
        {
            Begin(new AnswerPart(_next, AnswerPartKind.Thinking), sink);
        }

        sink.Sign(_open, signature);
        EndSaid(sink);
    }

    public void AddAudio(string? id, ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        if (Open != AnswerPartKind.Audio)
        {
            Begin(new AnswerPart(_next, AnswerPartKind.Audio) { Id = id }, sink);
        }

        Tell(raw, sink);
    }

    /// <summary>A call, or that a piece of it follows.</summary>
    /// <param name="number">The vendor's; some number all of them 0, and tell them apart by their ids.</param>
    /// <param name="id">Null in pieces that go on.</param>
    /// <param name="name">Of the tool; null in pieces that go on.</param>
    /// <param name="sink">Is told of it; also of a piece of a call that never began.</param>
    /// <returns>Takes the pieces; null for a call that never began.</returns>
    public StreamedCall? Call(long number, string? id, string? name, IAnswerSink sink)
    {
        var call = _calls.Find(number, id);
        var goesOn = call is not null && (name is null || (id is not null && call.Id == id) || (id is null && !call.HasEnded));
        if (!goesOn && name is null)
        {
            FailCall(sink);
            return null;
        }

        EndSaid(sink);
        if (!goesOn)
        {
            HasCalls = true;
            call = _calls.Begin(number, id, new AnswerPart(_next++, AnswerPartKind.ToolCall) { Id = id ?? $"call_{Guid.NewGuid():N}", Name = name }, sink);
        }
        else if (call != _call)
        {
            _calls.Settle(call, sink);
        }

        return _call = call;
    }

    /// <summary>The call of this number, and of this id if it has one, has ended.</summary>
    public bool HasEnded(long number, string? id) =>
        _calls.IsForgotten(number) || (_calls.Find(number, id) is { HasEnded: true } call && (id is null || call.Id is null || call.Id == id));

    public static void FailCall(IAnswerSink sink) => sink.Fail("upstream_invalid_response", "The provider sent a piece of a tool call that has no name or has ended.");

    /// <summary>Where the answer's text comes from: of the text that came last.</summary>
    public void Cite(Citation citation, IAnswerSink sink)
    {
        if (_lastText < 0)
        {
            Begin(new AnswerPart(_next, AnswerPartKind.Text), sink);
        }

        sink.Cite(_lastText, citation);
    }

    /// <summary>Ends what is open beside calls.</summary>
    public void EndSaid(IAnswerSink sink)
    {
        if (Open is not null)
        {
            Open = null;
            sink.EndPart(_open);
        }
    }

    /// <summary>Ends everything.</summary>
    public void End(IAnswerSink sink)
    {
        EndSaid(sink);
        _calls.EndAll(sink);
    }

    private void Begin(AnswerPart part, IAnswerSink sink)
    {
        EndSaid(sink);
        _calls.Settle(null, sink);
        (Open, _open, _call) = (part.Kind, _next++, null);
        _lastText = part.Kind == AnswerPartKind.Text ? _open : _lastText;
        HasRefusal |= part.Kind == AnswerPartKind.Refusal;
        _pieces = new TextPieces();
        if (part.Kind == AnswerPartKind.Thinking)
        {
            part = part with { Id = ThoughtId };
            ThoughtId = null;
        }

        sink.BeginPart(part);
    }

    private void Tell(ReadOnlySpan<byte> raw, IAnswerSink sink)
    {
        var text = _pieces.Take(raw, raw.Contains((byte)'\\'));
        if (!text.IsEmpty)
        {
            sink.Delta(_open, text);
        }
    }
}
