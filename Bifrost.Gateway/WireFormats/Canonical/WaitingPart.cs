using System.Buffers;
using System.Text.Json;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>A part of an answer that a writer has not been told yet, as far as it has come.</summary>
internal sealed class WaitingPart(AnswerPart head)
{
    private readonly ArrayBufferWriter<byte> _text = new();

    // What is told beside its text, and behind how much of that.
    private readonly List<(int At, object Told)> _beside = [];

    public int Index => head.Index;

    public bool HasEnded { get; set; }

    /// <summary>Bytes.</summary>
    public int Length => _text.WrittenCount;

    public void Add(ReadOnlySpan<byte> text) => _text.Write(text);

    public void Sign(string signature) => _beside.Add((Length, signature));

    public void Cite(Citation citation) => _beside.Add((Length, citation));

    public void LogProbs(JsonElement tokens) => _beside.Add((Length, tokens.Clone()));

    /// <summary>Tells all of it, and its end if it has ended.</summary>
    public void Tell(IAnswerSink sink)
    {
        sink.BeginPart(head);
        var told = 0;
        foreach (var (at, beside) in _beside)
        {
            TellText(told, at, sink);
            told = at;
            switch (beside)
            {
                case string signature:
                    sink.Sign(Index, signature);
                    break;
                case Citation citation:
                    sink.Cite(Index, citation);
                    break;
                case JsonElement tokens:
                    sink.LogProbs(tokens);
                    break;
            }
        }

        TellText(told, Length, sink);
        if (HasEnded)
        {
            sink.EndPart(Index);
        }
    }

    private void TellText(int from, int to, IAnswerSink sink)
    {
        if (to > from)
        {
            sink.Delta(Index, _text.WrittenSpan[from..to]);
        }
    }
}
