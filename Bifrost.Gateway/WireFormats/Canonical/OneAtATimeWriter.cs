using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Lies before the writer of a dialect whose parts come one after the other. Of parts that overlap the first streams; what comes of
/// the others waits until it ends, and then the next streams on.
/// </summary>
internal sealed class OneAtATimeWriter(IAnswerWriter inner) : IAnswerWriter
{
    /// <summary>The most bytes that may wait of one part; all together are bounded by the stream.</summary>
    private const int MostWaiting = 32 * 1024 * 1024;

    /// <summary>The most parts that may wait: many more than a model makes at once.</summary>
    private const int MostParts = 1024;
    private const int None = -1;

    private readonly List<WaitingPart> _waiting = [];

    // The part that the writer is in, and the one whose text came last.
    private int _current = None;
    private int _last = None;
    private bool _failed;

    public void Start(string? id, string? model, string? serviceTier) => inner.Start(id, model, serviceTier);

    public void BeginPart(in AnswerPart part)
    {
        if (_failed)
        {
            return;
        }

        if (_current == None)
        {
            _current = part.Index;
            inner.BeginPart(part);
        }
        else if (_waiting.Count == MostParts)
        {
            Fail("upstream_invalid_response", "The provider sent too many parts of an answer at once.");
        }
        else
        {
            _waiting.Add(new WaitingPart(part));
        }
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        _last = index;
        if (Waiting(index) is not { } part)
        {
            inner.Delta(index, text);
        }
        else if (part.Length + text.Length > MostWaiting)
        {
            Fail("upstream_invalid_response", "The provider sent a part of an answer that is too large.");
        }
        else
        {
            part.Add(text);
        }
    }

    public void Sign(int index, string signature)
    {
        if (Waiting(index) is { } part)
        {
            part.Sign(signature);
        }
        else
        {
            inner.Sign(index, signature);
        }
    }

    public void Cite(int index, Citation citation)
    {
        if (Waiting(index) is { } part)
        {
            part.Cite(citation);
        }
        else
        {
            inner.Cite(index, citation);
        }
    }

    public void LogProbs(JsonElement tokens)
    {
        if (Waiting(_last) is { } part)
        {
            part.LogProbs(tokens);
        }
        else
        {
            inner.LogProbs(tokens);
        }
    }

    public void EndPart(int index)
    {
        if (Waiting(index) is { } part)
        {
            part.HasEnded = true;
            return;
        }

        inner.EndPart(index);
        if (index == _current)
        {
            _current = None;
            TellWaiting();
        }
    }

    public void Usage(in TokenUsage usage) => inner.Usage(usage);

    public void Finish(FinishReason reason, string? stopSequence)
    {
        TellAll();
        inner.Finish(reason, stopSequence);
    }

    public void Fail(string? code, string message)
    {
        _failed = true;
        _waiting.Clear();
        inner.Fail(code, message);
    }

    public void Complete()
    {
        TellAll();
        inner.Complete();
    }

    private WaitingPart? Waiting(int index)
    {
        // From the end: the last goes on.
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].Index == index)
            {
                return _waiting[i];
            }
        }

        return null;
    }

    /// <summary>Those that have ended, and the next, which streams on from here.</summary>
    private void TellWaiting()
    {
        var told = 0;
        while (_current == None && told < _waiting.Count)
        {
            var part = _waiting[told++];
            _current = part.HasEnded ? None : part.Index;
            part.Tell(inner);
        }

        _waiting.RemoveRange(0, told);
    }

    /// <summary>No part goes on behind the answer's finish.</summary>
    private void TellAll()
    {
        while (_waiting.Count > 0)
        {
            EndPart(_current);
        }
    }
}
