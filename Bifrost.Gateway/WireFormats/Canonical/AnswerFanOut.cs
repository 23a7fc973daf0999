using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Tells two sinks the same.</summary>
internal sealed class AnswerFanOut(IAnswerSink first, IAnswerSink second) : IAnswerSink
{
    public void Start(string? id, string? model, string? serviceTier)
    {
        first.Start(id, model, serviceTier);
        second.Start(id, model, serviceTier);
    }

    public void BeginPart(in AnswerPart part)
    {
        first.BeginPart(part);
        second.BeginPart(part);
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        first.Delta(index, text);
        second.Delta(index, text);
    }

    public void Sign(int index, string signature)
    {
        first.Sign(index, signature);
        second.Sign(index, signature);
    }

    public void Cite(int index, Citation citation)
    {
        first.Cite(index, citation);
        second.Cite(index, citation);
    }

    public void LogProbs(JsonElement tokens)
    {
        first.LogProbs(tokens);
        second.LogProbs(tokens);
    }

    public void EndPart(int index)
    {
        first.EndPart(index);
        second.EndPart(index);
    }

    public void Usage(in TokenUsage usage)
    {
        first.Usage(usage);
        second.Usage(usage);
    }

    public void Beside(in UsageUnits units, string? unpriced)
    {
        first.Beside(units, unpriced);
        second.Beside(units, unpriced);
    }

    public void Finish(FinishReason reason, string? stopSequence)
    {
        first.Finish(reason, stopSequence);
        second.Finish(reason, stopSequence);
    }

    public void Fail(string? code, string message)
    {
        first.Fail(code, message);
        second.Fail(code, message);
    }
}
