using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Statements;

/// <summary>How a statement that is not closed stands now.</summary>
/// <param name="Used">Of its own month.</param>
/// <param name="Late">What was recorded for closed months after their close.</param>
/// <param name="LateMonths">Those months, oldest first.</param>
/// <param name="Corrections">The sum of the amounts that admins added.</param>
/// <param name="IsOldest">The customer's first open month: the one that takes late records and corrections, and is closed next.</param>
public sealed record OpenStatement(
    Guid CustomerId, string Customer, DateTime Month, UsageAmounts Used, UsageAmounts Late, IReadOnlyList<DateTime> LateMonths, Usd Corrections, bool IsOldest)
{
    public Usd Cost => Used.Cost + Late.Cost + Corrections;

    public Usd ListCost => Used.ListCost + Late.ListCost;

    /// <summary>That were served.</summary>
    public long Requests => Used.Requests + Late.Requests;

    /// <summary>Requests whose cost is not known and in no cost here.</summary>
    public long Unpriced => Used.Unpriced + Late.Unpriced;

    /// <summary>What budgets count for those.</summary>
    public Usd Held => Used.Held + Late.Held;
}
