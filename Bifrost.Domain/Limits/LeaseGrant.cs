using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Limits;

/// <summary>The database's answer to a node that asks for headroom.</summary>
/// <param name="Granted">Nano-dollars; zero when what was needed does not fit.</param>
/// <param name="Spent">Posted in the slots that count, over all nodes.</param>
/// <param name="Leased">Held by all nodes, the asking one included, before the grant.</param>
/// <param name="Others">Of that, by other nodes.</param>
/// <param name="Unanswered">Other nodes that were asked to give back what they do not hold and have not yet.</param>
/// <param name="Now">The database's time, UTC.</param>
public sealed record LeaseGrant(long Granted, Usd Limit, Usd Spent, Usd Leased, Usd Others, int Unanswered, DateTime Now);
