using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Statements;

/// <summary>One customer's month: what its totals say now, and what statements have said of it.</summary>
internal sealed record MonthSum(Guid CustomerId, DateTime Month, UsageAmounts Counted, UsageAmounts Stated);
