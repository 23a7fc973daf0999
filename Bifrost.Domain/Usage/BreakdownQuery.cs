namespace Bifrost.Domain.Usage;

/// <summary>A question about usage: how much, of what, by what.</summary>
public sealed record BreakdownQuery(UsageDimension By, UsagePeriod Period, BreakdownFilter Filter)
{
    public BreakdownSort Sort { get; init; }

    public bool Ascending { get; init; }

    /// <summary>Only totals of tags, which are kept by the day, can answer.</summary>
    public bool NeedsTags => By == UsageDimension.Tag || Filter.Tag is not null;
}
