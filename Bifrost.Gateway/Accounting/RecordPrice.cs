using Bifrost.Domain.Providers.Prices;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Accounting;

/// <summary>Puts on a record what was consumed and what that costs.</summary>
internal static class RecordPrice
{
    /// <summary>By the operation and the price of an exchange that has its target.</summary>
    public static void Set(Exchange exchange, in TokenUsage usage, string? tier)
    {
        if (exchange.Operation.IsFree)
        {
            SetFree(exchange.Record);
        }
        else
        {
            Set(exchange.Record, usage, exchange.Target!.Price, tier);
        }
    }

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

    /// <summary>Nothing was consumed that anybody charges for.</summary>
    public static void SetFree(UsageRecord record)
    {
        (record.InputTokens, record.OutputTokens) = (0, 0);
        (record.CostNanos, record.ListCostNanos) = (0, 0);
        (record.Unpriced, record.UnpricedReason) = (false, null);
        (record.PriceVersion, record.PriceRates) = (null, null);
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
