using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Limits;

/// <summary>What a call may cost: bounds on its tokens, and the price of the dearest of them.</summary>
/// <param name="Bound">Null when the cost cannot be bounded; <see cref="Reason"/> says why.</param>
/// <param name="InputTokens">Never below what the provider counts.</param>
/// <param name="OutputTokens">The caller's cap for all choices, or what is held for a call without one.</param>
internal readonly record struct Demand(PriceBound? Bound, string? Reason, long InputTokens, long OutputTokens)
{
    /// <summary>Held for a call without a cap of its own that is not streamed, where nothing better is known of its model.</summary>
    public const long DefaultOutputCap = 16_384;

    /// <summary>The lowest cap that the gateway sends, and how far a stream's hold stays ahead of it.</summary>
    public const long LeastOutput = 256;

    private const long UsualAnswer = 4_096;

    // So that no price times the tokens passes 128 bits; 128 answers as long as a number can say.
    private const long MostOutput = 128L * int.MaxValue;

    // Marks around a clip, and the last token begun.
    private const long AudioFraming = 64;

    /// <summary>A cap that no caller asked for, to be sent for each choice: the hold rests on it.</summary>
    public long? Cap { get; init; }

    /// <summary>Of a stream that shows all it is billed for: what is held follows what arrives.</summary>
    public bool IsLed { get; init; }

    /// <summary>Output that nobody sees may be billed.</summary>
    public bool MayHide { get; init; }

    /// <summary>What is counted otherwise costs, of a call that has no tokens to be held for; null for every other.</summary>
    public long? UnitNanos { get; init; }

    public long? Nanos => UnitNanos ?? Bound?.CostOf(InputTokens, OutputTokens);

    /// <summary>By the bytes of the request: certain and cheap.</summary>
    /// <param name="exchange">A call that has its target.</param>
    /// <param name="observed">What its model has shown.</param>
    /// <param name="ceilings">Where a cap may be sent that the caller did not ask for: what it is; else null.</param>
    /// <param name="mayLead">False for a stream beyond those that what its model has shown suffices for.</param>
    public static Demand Of(Exchange exchange, OutputObservations observed, OutputCeilings? ceilings, bool mayLead = true)
    {
        var scan = exchange.Scan!;
        var target = exchange.Target!;
        if (target.Price is not { } price)
        {
            return new(null, "no price is known for this model", 0, 0);
        }

        if (!exchange.Operation.HasTokens)
        {
            return OfUnits(exchange, price);
        }

        if (Unbounded(exchange) is { } reason)
        {
            return new(null, reason, 0, 0);
        }

        var generates = exchange.Operation.Stream is StreamKind.ChatChunks or StreamKind.ResponseEvents;
        var bound = price.BoundOf(scan.MediaParts > 0, scan.AsksForAudio, scan.AsksForImages || Paints(target.Model));
        if (bound is null || (generates && !bound.HasOutput) || (scan.AudioClips > 0 && price.AudioInput is null))
        {
            return new(null, "a class of its tokens has no price", 0, 0);
        }

        var input = new Demand(bound, null, InputBytes(exchange), 0);
        var demand = generates ? input.WithOutput(exchange, observed, ceilings, mayLead) : input;
        return demand.OutputTokens > MostOutput ? new(null, "it asks for too many answers", 0, 0) : demand;
    }

    /// <summary>The same with its input counted by the model's own tokenizer. Not for tools and schemas, whose framing no estimate sees.</summary>
    public Demand Counted(Exchange exchange, UsageEstimator estimator)
    {
        var scan = exchange.Scan!;
        // The estimate prices media and framing at what is likely; the bound at what is possible.
        var counted = estimator.InputOf(exchange)
            + scan.FramingTokens - ((long)scan.Items * InputEstimate.TokensPerMessage) + scan.RawBytes
            + MediaTokens(exchange) - ((long)scan.MediaParts * InputEstimate.TokensPerMediaPart);
        return counted < InputTokens ? this with { InputTokens = counted } : this;
    }

    /// <summary>As little as a stream that is led may begin with, for each choice.</summary>
    public Demand LedByLeast(long choices) => this with { OutputTokens = LeastOutput * choices };

    /// <summary>The same by a cap that is sent instead of a lead; as it is where a cap saves nothing.</summary>
    public Demand Capped(long choices, long cap) =>
        Bound!.CostOf(InputTokens, 0) == Nanos ? this : this with { OutputTokens = cap * choices, Cap = cap, IsLed = false };

    private static string? Unbounded(Exchange exchange)
    {
        var scan = exchange.Scan!;
        return scan.IsOpenEnded || Searches(exchange.Target!.Model) || (scan.HasHostedTools && exchange.Passage is not { Translates: true }) ? "it refers to files, videos, earlier answers or tools of the provider, whose size only the provider knows"
            : scan is { Stream: true, PredictionBytes: > 0 } && OutputCapField.CallersOf(exchange) is null ? "a stream with a prediction has no bound without a cap on its output"
            : scan.AudioClips > 0 && MediaOf(exchange).AudioBytesPerToken is null ? "its audio's length does not follow from its bytes"
            : !Price.IsBaseTier(scan.ServiceTier) ? $"the service tier {scan.ServiceTier} has no price"
            : null;
    }

    /// <summary>
    /// Models that the provider itself has search, each search billed: OpenAI's, and any with OpenRouter's suffix. By the name that the
    /// provider is sent: a caller may know it by another, and name it in any dialect.
    /// </summary>
    private static bool Searches(string model) =>
        model.Contains(":online", StringComparison.OrdinalIgnoreCase) || model.Contains("search-preview", StringComparison.OrdinalIgnoreCase)
        || model.Contains("search-api", StringComparison.OrdinalIgnoreCase) || model.Contains("deep-research", StringComparison.OrdinalIgnoreCase);

    /// <summary>Google's models of images answer with them unless they are told not to, by tokens that have a rate of their own.</summary>
    private static bool Paints(string model) =>
        model.Contains("gemini", StringComparison.OrdinalIgnoreCase) && model.Contains("-image", StringComparison.OrdinalIgnoreCase);

    /// <summary>Of what is billed by other units: exactly what the request proves, at their price. Tokens beside them have no bound here.</summary>
    private static Demand OfUnits(Exchange exchange, Price price)
    {
        var reason = !exchange.Units.IsKnown || price.HasTokens ? "how much it will be billed for shows only in its answer" : null;
        var cost = reason is null ? price.CostOf(default, exchange.Units, exchange.Scan!.ServiceTier) : default;
        return new(null, reason ?? cost.UnpricedReason, 0, 0) { UnitNanos = cost.Effective?.Nanos };
    }

    private static MediaBound MediaOf(Exchange exchange) => exchange.Target!.Provider.Adapter.MediaOf(exchange.Target.Model);

    private static long InputBytes(Exchange exchange) => exchange.Scan!.TextTokenBound + MediaTokens(exchange) + RequestScan.MessageTokenBound;

    private static long MediaTokens(Exchange exchange)
    {
        var scan = exchange.Scan!;
        if (scan.MediaParts == 0)
        {
            return 0;
        }

        var bound = MediaOf(exchange);
        return (scan.Images * bound.ImageTokens) + (scan.AudioBytes / (bound.AudioBytesPerToken ?? 1)) + (scan.AudioClips * AudioFraming);
    }

    /// <summary>
    /// What a stream's answer is likely to come to, as it will be counted. By its vocabulary that is what it costs; a token a byte it
    /// is several times as much, and what was not held at first is not there when room lacks: so nearly all of it, and the lead.
    /// </summary>
    private static long LeadOf(Target target, OutputObservations observed) =>
        TokenEstimator.IsExactFor(target.Model) ? Math.Max(LeastOutput, observed.Likely(target)) : observed.LikelyBytes(target) + LeastOutput;

    /// <summary>What the caller has the model think in, and an answer of the usual length.</summary>
    private static long AfterThinking(RequestScan scan) => scan.ThinkingTokens > 0 ? scan.ThinkingTokens + UsualAnswer : 0;

    private Demand WithOutput(Exchange exchange, OutputObservations observed, OutputCeilings? ceilings, bool mayLead)
    {
        var scan = exchange.Scan!;
        var hides = !mayLead || observed.Evidence.MayHide(exchange);
        if (OutputCapField.CallersOf(exchange) is { } own)
        {
            return this with { OutputTokens = (own + scan.PredictionBytes) * scan.Generations, MayHide = hides };
        }

        if (scan.Stream && !hides)
        {
            return this with { OutputTokens = (LeadOf(exchange.Target!, observed) + scan.PredictionBytes) * scan.Generations, IsLed = true };
        }

        // Hardly a model's maximum is known: what is held is true only where it is sent, or as far as the model has gone by now.
        var assumed = ceilings?.CapOf(exchange, this) ?? Math.Max(Math.Max(OutputCeilings.MostOf(exchange.Target!), observed.Evidence.MostOf(exchange.Target!)), AfterThinking(scan));
        var whole = this with { OutputTokens = (assumed + scan.PredictionBytes) * scan.Generations, MayHide = hides };
        return ceilings is not null && whole.Nanos != Nanos ? whole with { Cap = assumed } : whole;
    }
}
