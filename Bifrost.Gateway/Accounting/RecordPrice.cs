using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Gateway.Accounting;

/// <summary>Puts on a record what was consumed and what that costs.</summary>
internal static class RecordPrice
{
    /// <summary>By the operation and the price of an exchange that has its target.</summary>
    public static void Set(Exchange exchange, in TokenUsage usage, in UsageUnits units, string? tier, string? unpriced = null)
    {
        if (exchange.Operation.IsFree)
        {
            SetFree(exchange.Record);
        }
        else
        {
            Set(exchange.Record, usage, Billed(units, exchange.Target!), exchange.Target!.Price, tier);
            MarkUnpriced(exchange, units, unpriced);
        }
    }

    /// <summary>What nobody told: tokens as the gateway counts them, and of what is billed otherwise as much as the request proves.</summary>
    public static void Estimate(Exchange exchange, UsageEstimator estimator, long outputTokens)
    {
        var record = exchange.Record;
        if (exchange.Operation.IsFree)
        {
            SetFree(record);
        }
        else if (exchange.Operation.HasTokens)
        {
            record.Estimated = true;
            Set(exchange, new TokenUsage { InputTokens = estimator.InputOf(exchange), OutputTokens = outputTokens }, default, record.ServiceTier);
        }
        else
        {
            SetProven(exchange, record.ServiceTier);
            record.Estimated = !record.Unpriced;
        }
    }

    /// <summary>What is billed by other units than tokens, by what the request alone proves; unpriced where that is nothing.</summary>
    public static void SetProven(Exchange exchange, string? tier)
    {
        Set(exchange, default, exchange.Units, tier);
        if (!exchange.Units.IsKnown && !exchange.Operation.IsFree)
        {
            SetUnknown(exchange.Record, exchange.BilledAs.Unit == BilledUnit.AudioMilliseconds
                ? "the answer does not say how long the audio was"
                : $"{exchange.BilledAs.Name} is not priced by token, and the provider reported no usage");
        }
    }

    /// <summary>
    /// Nothing but the answer tells what the call costs: its tokens are not those of a text that is counted here, and what its request
    /// proves has no price. A caller that leaves before that would leave without a bill.
    /// </summary>
    public static bool IsToldByAnswerAlone(Exchange exchange) =>
        exchange.Operation is { HasTokens: false, IsFree: false } && exchange.BilledAs != Operation.Passthrough
        && (!exchange.Units.IsKnown || exchange.Target!.Price?.RateOf(exchange.Units.Unit) is null);

    /// <summary>
    /// What is counted beside the tokens that an answer reported: as it says or, where it leaves that open or was cut, no less than the
    /// request proves, for what has a price of its own. Leaving early is no way to pay for fewer images.
    /// </summary>
    public static (UsageUnits Units, bool IsGuess) UnitsOf(Exchange exchange, in ResponseOutcome outcome)
    {
        var (said, proven, whole) = (outcome.Units, exchange.Units, outcome.Kind is OutcomeKind.Completed);
        return !proven.IsKnown || exchange.Target!.Price?.RateOf(proven.Unit) is null || (said.IsKnown && (whole || said.Count >= proven.Count))
            ? (said, false)
            : (proven, !(whole && proven.Unit == BilledUnit.Characters));
    }

    /// <summary>A stream that was cut has told the tokens of some of its images, and perhaps not of all that were made.</summary>
    public static bool LacksImages(Exchange exchange, in ResponseOutcome outcome) =>
        outcome.Kind is not OutcomeKind.Completed && exchange.Units.Unit == BilledUnit.Images && outcome.Units.Count < exchange.Units.Count;

    /// <param name="record">Not settled yet.</param>
    /// <param name="usage">What was consumed.</param>
    /// <param name="units">What is counted beside tokens.</param>
    /// <param name="price">In force when the call arrived; null where none is known.</param>
    /// <param name="tier">The service tier that is billed.</param>
    public static void Set(UsageRecord record, in TokenUsage usage, in UsageUnits units, Price? price, string? tier)
    {
        record.InputTokens = usage.InputTokens;
        record.CachedInputTokens = usage.CachedInputTokens;
        record.CacheWriteTokens = usage.CacheWriteTokens;
        record.OutputTokens = usage.OutputTokens;
        record.ReasoningTokens = usage.ReasoningTokens;
        record.Units = UnitsText.Write(usage, units);
        if (price is null)
        {
            SetUnknown(record, "no price is known for this model");
            return;
        }

        var cost = price.CostOf(usage, units, tier);
        record.CostNanos = cost.Effective?.Nanos;
        record.ListCostNanos = cost.List?.Nanos;
        record.Unpriced = cost.Unpriced;
        record.UnpricedReason = cost.UnpricedReason;
    }

    /// <summary>
    /// What an answer was billed for beside its tokens, and what has no price: the rest of the cost stands, and is known not to be all.
    /// Searches of a chat are such, where no rate is known for them; an operation that is itself counted in them is priced by its own rule.
    /// </summary>
    private static void MarkUnpriced(Exchange exchange, in UsageUnits units, string? part)
    {
        var record = exchange.Record;
        part ??= units.Unit == BilledUnit.SearchUnits && exchange.Operation.Unit != BilledUnit.SearchUnits && exchange.Target!.Price?.PerThousandSearches is null ? "searches" : null;
        if (part is not null && !record.Unpriced)
        {
            (record.Unpriced, record.UnpricedReason) = (true, $"no price for {part}; the rest is priced");
        }
    }

    /// <summary>Nothing was consumed that anybody charges for.</summary>
    public static void SetFree(UsageRecord record)
    {
        (record.InputTokens, record.OutputTokens, record.Units) = (0, 0, null);
        (record.CostNanos, record.ListCostNanos) = (0, 0);
        (record.Unpriced, record.UnpricedReason) = (false, null);
        (record.PriceVersion, record.PriceRates) = (null, null);
    }

    /// <summary>Some vendors bill short audio as if it were longer.</summary>
    private static UsageUnits Billed(in UsageUnits units, Target target) =>
        units.Unit == BilledUnit.AudioMilliseconds
            ? units with { Count = Math.Max(units.Count, 1000L * target.Provider.Adapter.Descriptor.Quirks.LeastAudioSeconds) }
            : units;

    /// <summary>The cost is unknown, not zero.</summary>
    public static void SetUnknown(UsageRecord record, string reason)
    {
        record.CostNanos = null;
        record.ListCostNanos = null;
        record.Unpriced = true;
        record.UnpricedReason = reason;
    }
}
