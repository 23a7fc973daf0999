namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// The calls of tools in a stream that numbers them, whose pieces may come in turns. A call whose arguments are whole ends when
/// something else comes, so that nothing waits for the stream's end; one whose arguments are not may go on.
/// </summary>
internal sealed class StreamedCalls
{
    // A provider opens them one after the other, or a few at once.
    private const int MostKnown = 256;

    private readonly List<StreamedCall> _calls = [];
    private long _forgotten = -1;

    /// <summary>The last call of this number, of this id if one has it; null for none.</summary>
    public StreamedCall? Find(long number, string? id)
    {
        StreamedCall? last = null;
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].Number == number && (id is null || _calls[i].Id == id))
            {
                return _calls[i];
            }

            last ??= _calls[i].Number == number ? _calls[i] : null;
        }

        return last;
    }

    /// <summary>The only call that is open; null for none or several.</summary>
    public StreamedCall? OnlyOpen()
    {
        StreamedCall? only = null;
        foreach (var call in _calls)
        {
            if (!call.HasEnded)
            {
                if (only is not null)
                {
                    return null;
                }

                only = call;
            }
        }

        return only;
    }

    /// <summary>So many calls have begun since that what it was is not known: it has ended. Vendors that do not number say 0.</summary>
    public bool IsForgotten(long number) => number > 0 && number <= _forgotten;

    /// <summary>One begins; of the same number there is one alone.</summary>
    public StreamedCall Begin(long number, string? id, in AnswerPart part, IAnswerSink sink)
    {
        Find(number, null)?.End(sink);
        Settle(null, sink);
        if (_calls.Count == MostKnown)
        {
            _calls[0].End(sink);
            _forgotten = Math.Max(_forgotten, _calls[0].Number);
            _calls.RemoveAt(0);
        }

        var call = new StreamedCall(number, id, part.Index);
        _calls.Add(call);
        sink.BeginPart(part);
        return call;
    }

    /// <summary>Something else comes: the calls end whose arguments are whole.</summary>
    /// <param name="but">The call that goes on; null where it is none.</param>
    /// <param name="sink">Is told.</param>
    public void Settle(StreamedCall? but, IAnswerSink sink)
    {
        foreach (var call in _calls)
        {
            if (call.IsComplete && call != but)
            {
                call.End(sink);
            }
        }
    }

    public void EndAll(IAnswerSink sink)
    {
        foreach (var call in _calls)
        {
            call.End(sink);
        }
    }
}
