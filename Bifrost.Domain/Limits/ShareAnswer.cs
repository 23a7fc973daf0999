namespace Bifrost.Domain.Limits;

/// <summary>The database's answer to a node that needs more of a limit.</summary>
/// <param name="Cap">What the node may use now.</param>
/// <param name="Granted">It has what it asked for.</param>
/// <param name="Others">What other nodes may use.</param>
/// <param name="Unanswered">Other nodes that were asked to give back what they do not use and have not yet.</param>
/// <param name="Used">What the other nodes have counted; null where there are none.</param>
public readonly record struct ShareAnswer(long Cap, bool Granted, long Others, int Unanswered, ShareOthers? Used = null);
