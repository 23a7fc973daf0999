using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>Notes which kinds of parts of a stream came in more than one piece.</summary>
internal sealed class PieceCount : IAnswerSink
{
    private readonly Dictionary<int, (AnswerPartKind Kind, int Pieces)> _parts = [];

    public IEnumerable<Fact> Facts => _parts.Values.Where(x => x.Pieces > 1).Select(x => x.Kind).Distinct().Order().Select(x => new Fact(
        x switch { AnswerPartKind.Text => "text piece by piece", AnswerPartKind.Thinking => "thoughts piece by piece", _ => "arguments piece by piece" }, ""));

    public void BeginPart(in AnswerPart part) => _parts[part.Index] = (part.Kind, 0);

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        if (text.Length > 0)
        {
            _parts[index] = (_parts[index].Kind, _parts[index].Pieces + 1);
        }
    }

    public void Start(string? id, string? model, string? serviceTier)
    {
        // Only pieces count.
    }

    public void Sign(int index, string signature)
    {
        // Only pieces count.
    }

    public void Cite(int index, Citation citation)
    {
        // Only pieces count.
    }

    public void LogProbs(JsonElement tokens)
    {
        // Only pieces count.
    }

    public void EndPart(int index)
    {
        // Only pieces count.
    }

    public void Usage(in TokenUsage usage)
    {
        // Only pieces count.
    }

    public void Finish(FinishReason reason, string? stopSequence)
    {
        // Only pieces count.
    }

    public void Fail(string? code, string message)
    {
        // Only pieces count.
    }
}
