using System.Collections.Concurrent;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// What answers have shown of each provider's model: whether all the output that is billed can be seen in a stream, and how much
/// of it there was at most. Once an answer had more, the model counts as hiding until the process ends. Thread-safe; bounded.
/// </summary>
internal sealed class OutputEvidence
{
    // Tokens of an answer that no text shows: its end, its role.
    private const int Framing = 16;

    private const int MostModels = 10_000;

    // No model emits as much; a provider that says so would have everything refused.
    private const long MostBelieved = 1 << 20;

    private readonly ConcurrentDictionary<(string Provider, string Model), Seen> _models = new();

    /// <summary>Whether a call may be billed for output that its stream does not show.</summary>
    public bool MayHide(Exchange exchange)
    {
        var target = exchange.Target!;
        return IsLikelyToHide(exchange)
            || !(NeverThinks(target) || (_models.TryGetValue((target.Provider.Name, target.Model), out var seen) && seen.ProofOf(exchange.Scan!).IsEnough));
    }

    /// <summary>Whether something speaks for it: the call, the model's name or price, or an answer before; not only that nothing is known.</summary>
    public bool IsLikelyToHide(Exchange exchange)
    {
        var target = exchange.Target!;
        return AsksForUnseen(exchange.Scan!) || target.Upstream.IsKnownToReason || target.Price?.Reasoning is not null
            || (_models.TryGetValue((target.Provider.Name, target.Model), out var seen) && Volatile.Read(in seen.Hides));
    }

    /// <summary>
    /// Whether a stream that hides nothing may be held by what is seen of it: as one of as many at once as its model has shown whole,
    /// or of a model that never thinks. It takes its place, which its exchange gives back.
    /// </summary>
    public bool TryLead(Exchange exchange)
    {
        var target = exchange.Target!;
        if (NeverThinks(target))
        {
            return true;
        }

        if (!_models.TryGetValue((target.Provider.Name, target.Model), out var seen) || !seen.ProofOf(exchange.Scan!).TryEnter())
        {
            return false;
        }

        exchange.RestsOn = seen.ProofOf(exchange.Scan!);
        return true;
    }

    /// <summary>The most output tokens that one choice had; 0 where no answer was seen yet.</summary>
    public long MostOf(Target target) => _models.TryGetValue((target.Provider.Name, target.Model), out var seen) ? Volatile.Read(in seen.Most) : 0;

    /// <summary>Notes what an answer was billed for.</summary>
    /// <param name="exchange">Its call.</param>
    /// <param name="usage">The provider's counts.</param>
    /// <param name="outcome">How it came, and how much text was seen at most: of a stream that much indeed.</param>
    public void Note(Exchange exchange, in TokenUsage usage, in ResponseOutcome outcome)
    {
        if (usage.OutputTokens == 0 || SeenOf(exchange.Target!) is not { } seen)
        {
            return;
        }

        var framing = Framing * exchange.Scan!.Generations;
        var most = Math.Min(MostBelieved, usage.OutputTokens / exchange.Scan.Generations);
        if (most > Volatile.Read(in seen.Most))
        {
            Volatile.Write(ref seen.Most, most);
        }

        // A token has a byte at least, and two of nearly any text: what is between them proves nothing. What comes in one piece was
        // generated before anything of it was seen, though a stream was asked for.
        var visibleBytes = outcome.OutputTextBytes;
        if (usage.ReasoningTokens > 0 || usage.AudioOutputTokens > 0 || usage.ImageOutputTokens > 0 || usage.OutputTokens > visibleBytes + framing
            || (exchange.Scan.Stream && !outcome.IsEvents))
        {
            Volatile.Write(ref seen.Hides, true);
        }
        else if (outcome is { IsEvents: true, Kind: OutcomeKind.Completed } && usage.OutputTokens <= visibleBytes && usage.OutputTokens <= (visibleBytes / 2) + framing
            && !IsCut(exchange, usage) && !AsksForUnseen(exchange.Scan))
        {
            seen.ProofOf(exchange.Scan).Add();
        }
    }

    /// <summary>As far as its cap let it go: whatever it would have hidden beyond, it could not.</summary>
    private static bool IsCut(Exchange exchange, in TokenUsage usage) => (OutputCapField.CallersOf(exchange) ?? exchange.OutputCap) is { } cap && usage.OutputTokens >= cap;

    private static bool AsksForUnseen(RequestScan scan) => scan.AsksForReasoning || scan.AsksForAudio || scan.AsksForImages;

    /// <summary>Where OpenAI serves it, or whom the operator has declared to be OpenAI: elsewhere a name says nothing.</summary>
    private static bool NeverThinks(Target target) => target.Upstream.IsKnownToShowAll && target.Provider.Snapshot.Kind == "openai";

    private Seen? SeenOf(Target target)
    {
        var key = (target.Provider.Name, target.Model);
        return _models.TryGetValue(key, out var seen) ? seen : _models.Count < MostModels ? _models.GetOrAdd(key, static _ => new Seen()) : null;
    }

    private sealed class Seen
    {
        public bool Hides;
        public long Most;
        private readonly StreamProof _plain = new();

        // Some vendors hide the thinking where the answer must be JSON: plain streams prove nothing about those.
        private readonly StreamProof _json = new();

        public StreamProof ProofOf(RequestScan scan) => scan.HasSchema ? _json : _plain;
    }
}
