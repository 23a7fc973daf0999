namespace Bifrost.Domain.Limits;

/// <summary>A stretch of time, UTC: from <paramref name="Start"/> up to and without <paramref name="End"/>.</summary>
public readonly record struct BudgetWindow(DateTime Start, DateTime End)
{
    public bool Contains(DateTime utc) => utc >= Start && utc < End;
}
