namespace Bifrost.Domain.Usage;

/// <summary>The time ranges of the console.</summary>
public enum UsageRange
{
    QuarterHour,
    Hour,
    Day,
    Week,
    Month,
}
