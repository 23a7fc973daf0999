namespace Bifrost.Domain.Limits;

/// <summary>Whose spend or throughput is capped. Stored as its number: append only.</summary>
public enum LimitOwnerKind
{
    Customer = 0,
    Team = 1,
    VirtualKey = 2,
    Provider = 3,

    /// <summary>A <see cref="LimitSubject"/>: a model pattern, a tag's value or end users.</summary>
    Subject = 4,
}
