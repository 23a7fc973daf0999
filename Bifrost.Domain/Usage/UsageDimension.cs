namespace Bifrost.Domain.Usage;

/// <summary>What usage is broken down by.</summary>
public enum UsageDimension
{
    Customer,
    Team,
    Key,
    Model,
    Provider,
    Tag,
    Day,
}
