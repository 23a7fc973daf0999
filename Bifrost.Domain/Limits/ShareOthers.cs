namespace Bifrost.Domain.Limits;

/// <summary>What the other nodes together have of a limit that this node has a part of.</summary>
/// <param name="Used">What they had counted when each last said.</param>
/// <param name="FreesAt">When the oldest of it counts no more; UTC.</param>
/// <param name="Nodes">How many they are.</param>
public sealed record ShareOthers(long Used, DateTime? FreesAt, int Nodes);
