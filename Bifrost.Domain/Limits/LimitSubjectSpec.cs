namespace Bifrost.Domain.Limits;

/// <summary>What an admin or the governance file says of a capped model, tag or end user.</summary>
/// <param name="Pattern">A model pattern; <c>tag=value</c> or <c>tag=*</c>; an end user or <c>*</c>.</param>
/// <param name="Unpriced">Of models alone.</param>
public sealed record LimitSubjectSpec(LimitSubjectKind Kind, string Pattern, LimitsSpec Limits, UnpricedRule Unpriced = UnpricedRule.Refuse, decimal UnpricedHoldUsd = 0);
