using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Usage;

/// <summary>One row of totals in the shape that both kinds share, so that one query serves both; never read by itself.</summary>
internal sealed class UsageSlice
{
    /// <summary>Start of the day, UTC.</summary>
    public DateTime Day { get; init; }

    public Guid CustomerId { get; init; }

    public Guid TeamId { get; init; }

    public Guid VirtualKeyId { get; init; }

    public string Provider { get; init; } = "";

    public string Model { get; init; } = "";

    public string Tag { get; init; } = "";

    public long Requests { get; init; }

    public long InputTokens { get; init; }

    public long CachedInputTokens { get; init; }

    public long CacheWriteTokens { get; init; }

    public long OutputTokens { get; init; }

    public long ReasoningTokens { get; init; }

    public long CostNanos { get; init; }

    public long ListCostNanos { get; init; }

    public long Unpriced { get; init; }

    /// <summary>By the hour, without tags.</summary>
    public static IQueryable<UsageSlice> OfTotals(BifrostDbContext db, DateTime from, DateTime until) =>
        db.UsageTotals.Where(x => x.Hour >= from && x.Hour < until).Select(x => new UsageSlice
        {
            Day = x.Hour.Date,
            CustomerId = x.CustomerId,
            TeamId = x.TeamId,
            VirtualKeyId = x.VirtualKeyId,
            Provider = x.Provider,
            Model = x.Model,
            Requests = x.Requests,
            InputTokens = x.InputTokens,
            CachedInputTokens = x.CachedInputTokens,
            CacheWriteTokens = x.CacheWriteTokens,
            OutputTokens = x.OutputTokens,
            ReasoningTokens = x.ReasoningTokens,
            CostNanos = x.CostNanos,
            ListCostNanos = x.ListCostNanos,
            Unpriced = x.Unpriced,
        });

    /// <summary>By the day, once for each tag.</summary>
    public static IQueryable<UsageSlice> OfTags(BifrostDbContext db, DateTime from, DateTime until)
    {
        var first = from.Date;
        return db.TagTotals.Where(x => x.Day >= first && x.Day < until).Select(x => new UsageSlice
        {
            Day = x.Day,
            CustomerId = x.CustomerId,
            TeamId = x.TeamId,
            VirtualKeyId = x.VirtualKeyId,
            Provider = x.Provider,
            Model = x.Model,
            Tag = x.Tag,
            Requests = x.Requests,
            InputTokens = x.InputTokens,
            CachedInputTokens = x.CachedInputTokens,
            CacheWriteTokens = x.CacheWriteTokens,
            OutputTokens = x.OutputTokens,
            ReasoningTokens = x.ReasoningTokens,
            CostNanos = x.CostNanos,
            ListCostNanos = x.ListCostNanos,
            Unpriced = x.Unpriced,
        });
    }
}
