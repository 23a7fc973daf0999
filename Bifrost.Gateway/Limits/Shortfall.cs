using Bifrost.Domain.Usage;

namespace Bifrost.Gateway.Limits;

/// <summary>A question to which the answer was no.</summary>
/// <param name="AskedAt">Monotonic; whoever asked before this moment, and for as much, has the same answer.</param>
/// <param name="Needed">Nano-dollars.</param>
/// <param name="Room">What neither is posted nor reserved nor leased.</param>
/// <param name="Spent">Posted, over all nodes.</param>
/// <param name="Reserved">Reserved on this node and leased to others, over all calls under way.</param>
internal sealed record Shortfall(long AskedAt, long Needed, Usd Room, Usd Limit, Usd Spent, Usd Reserved, DateTime? ResetsAt);
