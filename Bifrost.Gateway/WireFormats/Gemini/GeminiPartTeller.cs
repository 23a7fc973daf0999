using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Gateway.WireFormats.Gemini;

/// <summary>
/// Tells a sink the parts of an answer. A text goes on in the next event as a part of the same kind; all other parts come whole.
/// </summary>
internal sealed class GeminiPartTeller
{
    private TextPieces _pieces = new();
    private AnswerPartKind _kind;
    private int _open = -1;
    private int _next;
    private string? _stem;

    /// <summary>The model has called a function.</summary>
    public bool Called { get; private set; }

    /// <summary>The text that is being told; negative for none.</summary>
    public int OpenText => _kind == AnswerPartKind.Text ? _open : -1;

    /// <param name="responseId">Made-up ids of calls hang on it.</param>
    public void Begin(string? responseId) =>
        _stem = responseId is { Length: > 0 and <= 64 } && responseId.All(x => char.IsAsciiLetterOrDigit(x) || x is '_' or '-') ? responseId : null;

    public void Tell(in GeminiPartScan part, IAnswerSink sink)
    {
        if (part.CallName is { Length: > 0 } name)
        {
            TellCall(part, name, sink);
        }
        else if (part.MediaType is { } type)
        {
            TellMedia(part, type, sink);
        }
        else if (part.Code is { } code)
        {
            TellOwn(GeminiCode.Fence(code, "python"), sink);
        }
        else if (part.Printed is { } printed)
        {
            TellOwn(GeminiCode.Fence(printed, ""), sink);
        }
        else
        {
            TellText(part, sink);
        }
    }

    public void End(IAnswerSink sink)
    {
        if (_open >= 0)
        {
            sink.EndPart(_open);
            _open = -1;
        }
    }

    private void TellText(in GeminiPartScan part, IAnswerSink sink)
    {
        var kind = part.IsThought ? AnswerPartKind.Thinking : AnswerPartKind.Text;
        if (part.HasText && !part.Text.IsEmpty)
        {
            Open(kind, sink);
            var text = _pieces.Take(part.Text, part.TextIsEscaped);
            if (!text.IsEmpty)
            {
                sink.Delta(_open, text);
            }
        }

        if (part.Signature is not { Length: > 0 } signature)
        {
            return;
        }

        var (value, isRedacted) = GeminiSignature.Unwrap(signature);
        if (isRedacted)
        {
            End(sink);
            sink.BeginPart(new AnswerPart(_next, AnswerPartKind.RedactedThinking) { Data = value });
            sink.EndPart(_next++);
            return;
        }

        // A text's own signature is told as a thought without words behind it, as Google's streams bring it.
        if (kind == AnswerPartKind.Text)
        {
            End(sink);
        }

        Open(AnswerPartKind.Thinking, sink);
        sink.Sign(_open, value);
        if (kind == AnswerPartKind.Text)
        {
            End(sink);
        }
    }

    private void TellCall(in GeminiPartScan part, string name, IAnswerSink sink)
    {
        End(sink);
        Called = true;
        _stem ??= Guid.NewGuid().ToString("N");
        var index = _next++;
        var id = part.CallId is { Length: > 0 } own ? own : string.Create(CultureInfo.InvariantCulture, $"call_{_stem}_{index}");
        sink.BeginPart(new AnswerPart(index, AnswerPartKind.ToolCall) { Id = id, Name = name });
        if (!part.Args.IsEmpty)
        {
            sink.Delta(index, Utf8.IsValid(part.Args) ? part.Args : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(part.Args)));
        }

        if (part.Signature is { Length: > 0 } signature)
        {
            sink.Sign(index, GeminiSignature.Unwrap(signature).Value);
        }

        sink.EndPart(index);
    }

    private void TellMedia(in GeminiPartScan part, string type, IAnswerSink sink)
    {
        var isAudio = type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase);
        if (!isAudio && !type.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        End(sink);
        var index = _next++;
        sink.BeginPart(new AnswerPart(index, isAudio ? AnswerPartKind.Audio : AnswerPartKind.Image) { Data = type });
        sink.Delta(index, new TextPieces().Take(part.Media, part.MediaIsEscaped));
        sink.EndPart(index);
    }

    private void TellOwn(string text, IAnswerSink sink)
    {
        Open(AnswerPartKind.Text, sink);
        sink.Delta(_open, Encoding.UTF8.GetBytes(text));
    }

    private void Open(AnswerPartKind kind, IAnswerSink sink)
    {
        if (_open >= 0 && _kind == kind)
        {
            return;
        }

        End(sink);
        (_kind, _open, _pieces) = (kind, _next++, new TextPieces());
        sink.BeginPart(new AnswerPart(_open, kind));
    }
}
