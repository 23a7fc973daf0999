using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Settles an intent whose process died. The provider has most likely read the prompt and billed it; how much it
/// generated nobody knows. Where a hard budget held for the call, the tokens that were held for are billed, of a call whose
/// hold had changed as many as the last change in the journal paid: all that went to the caller is among them. What the provider
/// generated beyond, since nobody told it to stop, is not. Elsewhere the estimated input is billed and no output: the least that
/// is certain. What is billed by other units is billed as the request asked for it. The record is flagged estimated and interrupted and names the output that was billed or may be missing.
/// </summary>
internal static class InterruptedUsage
{
    public static UsageRecord Of(UsageRecord intent)
    {
        var bound = intent.OutputTokens;
        var held = intent.HeldNanos is not null;
        intent.Outcome = UsageOutcome.Interrupted;
        intent.Status = 0;
        intent.ErrorCode = "interrupted";
        intent.ErrorMessage = "The gateway stopped before the answer was complete. " + (intent.Units is { } units ? $"Billed is what was asked for: {units}." : intent.Unpriced ? "What it has cost is not known." : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(held ? "Billed are the input and the" : "Billed is the estimated input; up to")} {bound} output tokens {(held ? "that were held for it" : "may be missing")}."));
        intent.Estimated = true;
        intent.OutputTokens = held ? bound : 0;
        intent.ReasoningTokens = 0;
        Price(intent);
        return intent;
    }

    private static void Price(UsageRecord record)
    {
        if (record.Unpriced || record.PriceRates is null)
        {
            return;
        }

        PricedCost cost;
        try
        {
            var (usage, units) = UnitsText.Read(record.Units, new TokenUsage
            {
                InputTokens = record.InputTokens,
                CachedInputTokens = record.CachedInputTokens,
                CacheWriteTokens = record.CacheWriteTokens,
                OutputTokens = record.OutputTokens,
            });
            cost = Bifrost.Domain.Providers.Prices.Price.ParseRates(record.PriceRates).CostOf(usage, units, record.ServiceTier);
        }
        catch (FormatException)
        {
            cost = new PricedCost(null, null, "the journalled rates are unreadable");
        }

        record.CostNanos = cost.Effective?.Nanos;
        record.ListCostNanos = cost.List?.Nanos;
        record.Unpriced = cost.Unpriced;
        record.UnpricedReason = cost.UnpricedReason;
    }
}
