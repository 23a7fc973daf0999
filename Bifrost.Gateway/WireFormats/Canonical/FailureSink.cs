using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Notes of an answer only that it is none: what its reader cannot make sense of.</summary>
internal sealed class FailureSink(MeteredResponse response) : IAnswerSink
{
    public void Start(string? id, string? model, string? serviceTier)
    {
        // As all below: whoever meters the answer notes it.
    }

    public void BeginPart(in AnswerPart part)
    {
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
    }

    public void Sign(int index, string signature)
    {
    }

    public void Cite(int index, Citation citation)
    {
    }

    public void LogProbs(JsonElement tokens)
    {
    }

    public void EndPart(int index)
    {
    }

    public void Usage(in TokenUsage usage)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence)
    {
    }

    public void Fail(string? code, string message)
    {
        // What the provider says of itself the meter has read.
        if (code == MeteredResponse.Unreadable)
        {
            response.NoteError(code);
        }
    }
}
