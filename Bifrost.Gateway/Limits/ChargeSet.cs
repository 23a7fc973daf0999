namespace Bifrost.Gateway.Limits;

/// <summary>Where a call of one plan is charged at one time: the accounts that must hold it, and all slots as text for the record.</summary>
/// <param name="Accounts">In the order of the plan's budgets.</param>
/// <param name="Text">All of them (<c>ChargeText</c>).</param>
/// <param name="ValidUntil">The first moment at which one of the slots is another.</param>
internal sealed record ChargeSet(SpendAccount[] Accounts, string Text, DateTime ValidUntil);
