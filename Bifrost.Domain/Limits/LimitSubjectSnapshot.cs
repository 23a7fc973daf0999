using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Limits;

/// <summary>A capped model, tag or end user as serving needs it.</summary>
/// <param name="Model">Compiled; null for tags and end users.</param>
public sealed record LimitSubjectSnapshot(Guid Id, LimitSubjectKind Kind, string Pattern, ModelPatterns? Model, OwnerLimits Limits, UnpricedRule Unpriced, Usd UnpricedHold);
