namespace Bifrost.Domain.Limits;

/// <summary>How long a window is. Stored as its number: append only.</summary>
public enum Period
{
    Minute = 0,
    Hour = 1,
    Day = 2,

    /// <summary>Begins on Monday.</summary>
    Week = 3,
    Month = 4,
    Quarter = 5,
    Year = 6,
}
