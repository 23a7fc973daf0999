using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Accounting;

/// <summary>Puts on a record what was consumed and what that costs.</summary>
internal static class RecordPrice
{
    /// <param name="record">Not settled yet.</param>
    /// <param name="usage">What was consumed.</param>
    /// <param name="price">In force when the call arrived; null where none is known.</param>
    /// <param name="tier">The service tier that is billed.</param>
    public static void Set(UsageRecord record, in TokenUsage usage, Price? price, string? tier)
    {
        record.InputTokens = usage.InputTokens;
        record.CachedInputTokens = usage.CachedInputTokens;
        record.CacheWriteTokens = usage.CacheWriteTokens;
        record.OutputTokens = usage.OutputTokens;
        record.ReasoningTokens = usage.ReasoningTokens;
        if (price is null)
        {
            SetUnknown(record, "no price is known for this model");
            return;
        }

        var cost = price.CostOf(usage, tier);
        record.CostNanos = cost.Effective?.Nanos;
        record.ListCostNanos = cost.List?.Nanos;
        record.Unpriced = cost.Unpriced;
        record.UnpricedReason = cost.UnpricedReason;
    }

    /// <summary>The cost is unknown, not zero.</summary>
    public static void SetUnknown(UsageRecord record, string reason)
    {
        record.CostNanos = null;
        record.ListCostNanos = null;
        record.Unpriced = true;
        record.UnpricedReason = reason;
    }
}
