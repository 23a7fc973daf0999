namespace Bifrost.Domain.Limits;

/// <summary>What a node says of its part of a limit.</summary>
/// <param name="Used">What it counts now.</param>
/// <param name="Counts">Pairs of an age (ms) and a count; null for requests at once.</param>
/// <param name="FreesAt">UTC; when the oldest of it counts no more; now, where nothing does.</param>
public sealed record ShareState(ShareKey Key, long Used, byte[]? Counts, DateTime FreesAt, TimeSpan Keep);
