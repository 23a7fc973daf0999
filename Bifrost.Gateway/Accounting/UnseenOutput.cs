using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Limits;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// How much output an answer is charged for that ended without saying what it cost. Under a hard budget that is not only what
/// was seen of it: the provider goes on generating when nobody listens, and bills what nobody sees. Never more than is held.
/// </summary>
internal static class UnseenOutput
{
    /// <summary>Output tokens to charge for an answer, or what came of it, that did not say what it cost.</summary>
    public static long Of(Exchange exchange, in ResponseOutcome outcome, OutputObservations observed)
    {
        var seen = outcome.EstimatedOutputTokens;

        // A vendor that never says what its streams cost never proves that they hide nothing: that alone makes none dearer.
        return outcome.Kind is OutcomeKind.Completed && !(exchange.Scan!.Stream && observed.Evidence.IsLikelyToHide(exchange)) ? seen : Of(exchange, seen, observed, outcome.Kind is OutcomeKind.Aborted);
    }

    /// <summary>What to charge for an answer that said what it cost: if it said so before its end, no less than what came of it.</summary>
    public static TokenUsage AtLeast(Exchange exchange, in ResponseOutcome outcome, in TokenUsage usage, OutputObservations observed) =>
        outcome.UsageIsLast || !exchange.Scan!.Stream ? usage : usage with { OutputTokens = Math.Max(usage.OutputTokens, Of(exchange, outcome, observed)) };

    /// <summary>The same for an answer that was not whole.</summary>
    /// <param name="exchange">A call that was sent.</param>
    /// <param name="seen">Tokens counted in what came.</param>
    /// <param name="observed">What its model really emits.</param>
    /// <param name="callerLeft">By its caller's choice it ended, of which none may be a way to pay less.</param>
    public static long Of(Exchange exchange, long seen, OutputObservations observed, bool callerLeft)
    {
        if (exchange.Reservation is not { IsHard: true, OutputTokens: > 0 and var held } reservation || (exchange.Scan!.Stream && !reservation.MayHide))
        {
            return seen;
        }

        var target = exchange.Target!;
        var likely = exchange.Scan!.Stream && callerLeft || observed.Evidence.MostOf(target) == 0 ? held : observed.Likely(target) * exchange.Scan.Generations;
        return Math.Max(seen, Math.Min(held, likely));
    }
}
