using Bifrost.Domain.Providers.Prices;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Limits;

/// <summary>What a call may cost: bounds on its tokens, and the price of the dearest of them.</summary>
/// <param name="Bound">Null when the cost cannot be bounded; <see cref="Reason"/> says why.</param>
/// <param name="InputTokens">Never below what the provider counts.</param>
/// <param name="OutputTokens">The caller's cap for all choices, or what is held for a call without one.</param>
internal readonly record struct Demand(PriceBound? Bound, string? Reason, long InputTokens, long OutputTokens)
{
    /// <summary>Held for a call without a cap of its own that is not streamed.</summary>
    public const long DefaultOutputCap = 16_384;

    /// <summary>The lowest cap that the gateway sends, and how far a stream's hold stays ahead of it.</summary>
    public const long LeastOutput = 256;

    // Images of these models cost tokens as if they were eight times as large.
    private const long DearImageTokens = 40_000;

    /// <summary>A cap that no caller asked for, to be sent for each choice: the hold rests on it.</summary>
    public long? Cap { get; init; }

    /// <summary>Of a stream that shows all it is billed for: what is held follows what arrives.</summary>
    public bool IsLed { get; init; }

    /// <summary>Output that nobody sees may be billed.</summary>
    public bool MayHide { get; init; }

    public long? Nanos => Bound?.CostOf(InputTokens, OutputTokens);

    /// <summary>By the bytes of the request: certain and cheap.</summary>
    /// <param name="exchange">A call that has its target.</param>
    /// <param name="observed">What its model has shown.</param>
    /// <param name="mayCap">A cap may be sent that the caller did not ask for.</param>
    public static Demand Of(Exchange exchange, OutputObservations observed, bool mayCap)
    {
        var scan = exchange.Scan!;
        var target = exchange.Target!;
        if (target.Price is not { } price)
        {
            return new(null, "no price is known for this model", 0, 0);
        }

        if (!exchange.Operation.HasTokens || scan.IsUnbounded || !Price.IsBaseTier(scan.ServiceTier))
        {
            return new(null, !exchange.Operation.HasTokens ? "it is not priced by token" : scan.IsUnbounded ? "it refers to files or an earlier answer whose size only the provider knows" : $"the service tier {scan.ServiceTier} has no price", 0, 0);
        }

        var generates = exchange.Operation.Stream is StreamKind.ChatChunks or StreamKind.ResponseEvents;
        var bound = price.BoundOf(scan.MediaParts > 0, scan.AsksForAudio, scan.AsksForImages);
        if (bound is null || (generates && !bound.HasOutput))
        {
            return new(null, "a class of its tokens has no price", 0, 0);
        }

        var input = new Demand(bound, null, InputBytes(exchange), 0);
        return generates ? input.WithOutput(exchange, observed, mayCap) : input;
    }

    /// <summary>The same with its input counted by the model's own tokenizer. Not for tools and schemas, whose framing no estimate sees.</summary>
    public Demand Counted(Exchange exchange, UsageEstimator estimator)
    {
        var scan = exchange.Scan!;
        // The estimate prices media and framing at what is likely; the bound at what is possible.
        var counted = estimator.InputOf(exchange)
            + ((long)scan.Items * (WireFormats.OpenAi.RequestScan.MessageTokenBound - InputEstimate.TokensPerMessage))
            + MediaTokens(exchange) - ((long)scan.MediaParts * InputEstimate.TokensPerMediaPart);
        return counted < InputTokens ? this with { InputTokens = counted } : this;
    }

    private static long InputBytes(Exchange exchange) =>
        exchange.Scan!.InputTokenBound - exchange.Scan.MediaTokens + MediaTokens(exchange) + WireFormats.OpenAi.RequestScan.MessageTokenBound;

    private static long MediaTokens(Exchange exchange) =>
        exchange.Target!.Model.Contains("4o-mini", StringComparison.OrdinalIgnoreCase)
            ? Math.Max(exchange.Scan!.MediaTokens, exchange.Scan.MediaParts * DearImageTokens)
            : exchange.Scan!.MediaTokens;

    private Demand WithOutput(Exchange exchange, OutputObservations observed, bool mayCap)
    {
        var scan = exchange.Scan!;
        var hides = observed.Evidence.MayHide(exchange);
        if (scan.OutputTokenLimit is { } own)
        {
            return this with { OutputTokens = (long)own * scan.N, MayHide = hides };
        }

        if (scan.Stream && !hides)
        {
            return this with { OutputTokens = Math.Max(LeastOutput, observed.Likely(exchange.Target!)) * scan.N, IsLed = true };
        }

        // No model's maximum is known: what is held is true only where it is sent, or as far as the model has gone by now.
        var assumed = mayCap ? DefaultOutputCap : Math.Max(DefaultOutputCap, observed.Evidence.MostOf(exchange.Target!));
        var whole = this with { OutputTokens = assumed * scan.N, MayHide = hides };
        return mayCap && whole.Nanos != Nanos ? whole with { Cap = assumed } : whole;
    }
}
