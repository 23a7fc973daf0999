namespace Bifrost.Domain.Limits;

/// <summary>What nodes share: a rate limit, or an owner's requests at once.</summary>
/// <param name="Limit">The rate limit's id, or the owner's.</param>
/// <param name="Account">The end user or tag value that has a count of its own; else empty.</param>
public readonly record struct ShareKey(Guid Limit, string Account);
