using System.Text.Json;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Takes an answer as it comes, in no vendor's words: whole answers and streams alike. A reader calls it; a writer, a meter or a
/// builder is one. Parts may overlap (calls of tools do); each begins once and ends once, and the finish follows the last.
/// </summary>
internal interface IAnswerSink
{
    /// <summary>The answer has begun. Called once, before everything else; what is not known is null.</summary>
    void Start(string? id, string? model, string? serviceTier);

    void BeginPart(in AnswerPart part);

    /// <summary>The next piece of a part, in UTF-8 without half characters: its words, or a tool call's arguments as JSON text.</summary>
    void Delta(int index, ReadOnlySpan<byte> text);

    /// <summary>The vendor's signature of a thought or of a tool call, whole.</summary>
    void Sign(int index, string signature);

    void Cite(int index, Citation citation);

    /// <summary>Log probabilities of the tokens that came last, as OpenAI writes the array <c>logprobs.content</c>.</summary>
    void LogProbs(JsonElement tokens);

    void EndPart(int index);

    /// <summary>What it has cost so far in canonical form; the last word counts.</summary>
    void Usage(in TokenUsage usage);

    /// <summary>What is billed beside those counts: so many units, and what has no count here; the last word counts.</summary>
    /// <param name="units">The default for none.</param>
    /// <param name="unpriced">What nobody can price, in short words; null for nothing.</param>
    void Beside(in UsageUnits units, string? unpriced)
    {
        // No caller is told of it but in its provider's own words: only meters listen.
    }

    /// <param name="reason">Why it ends.</param>
    /// <param name="stopSequence">Which of the caller's, where the vendor says it.</param>
    void Finish(FinishReason reason, string? stopSequence);

    /// <summary>The provider reported a failure within the answer, or what it sent is no answer.</summary>
    /// <param name="code">The vendor's own class of error, a plain identifier; or ours.</param>
    /// <param name="message">For the caller.</param>
    void Fail(string? code, string message);
}
