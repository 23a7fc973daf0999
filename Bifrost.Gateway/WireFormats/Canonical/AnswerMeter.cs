using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Notes of an answer what it costs: its text as far as it has come, usage, finish, failure.</summary>
internal sealed class AnswerMeter(MeteredResponse response) : IAnswerSink
{
    private bool _hasUsage;

    public MeteredResponse Response => response;

    /// <summary>Something of an answer has come.</summary>
    public bool HasAnswer { get; private set; }

    /// <summary>A unit, or the whole, has been read: the counts in it are of all that came by then.</summary>
    public void EndUnit()
    {
        if (_hasUsage)
        {
            _hasUsage = false;
            response.NoteUsage();
        }
    }

    public void Start(string? id, string? model, string? serviceTier)
    {
        response.NoteModel(model);
        response.NoteServiceTier(serviceTier);
    }

    public void BeginPart(in AnswerPart part)
    {
        HasAnswer = true;
        Note(part.Name);
        if (part.Kind == AnswerPartKind.RedactedThinking)
        {
            Note(part.Data);
        }
    }

    public void Delta(int index, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            response.ContentSeen = true;
            response.Output.Append(text, escaped: false);
        }
    }

    public void Sign(int index, string signature)
    {
        // Nobody is billed for it.
    }

    public void Cite(int index, Citation citation) => Note(citation.Text);

    public void LogProbs(JsonElement tokens)
    {
        // They are of tokens that have come.
    }

    public void EndPart(int index)
    {
        // What it was has been noted.
    }

    public void Usage(in TokenUsage usage)
    {
        _hasUsage = true;
        response.TakeUsage(usage);
    }

    public void Beside(in UsageUnits units, string? unpriced)
    {
        response.NoteUnits(units);
        response.NoteUnpriced(unpriced);
    }

    public void Finish(FinishReason reason, string? stopSequence) => response.FinishSeen = true;

    public void Fail(string? code, string message) => response.NoteError(IsIdentifier(code) ? code : null);

    // Anything else could carry content into a log.
    private static bool IsIdentifier(string? code) => code is { Length: > 0 and <= 64 } && code.All(x => char.IsAsciiLetterOrDigit(x) || x is '_' or '.' or '-');

    private void Note(string? text)
    {
        if (text is { Length: > 0 })
        {
            Delta(0, Encoding.UTF8.GetBytes(text));
        }
    }
}
