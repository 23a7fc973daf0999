using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Limits;

/// <summary>A node that has not renewed its leases for longer than they last: it spends nothing any more, and what it held counts as spent.</summary>
/// <param name="Id">The node's id, 32 hex digits.</param>
/// <param name="RenewedAt">When it was last heard of, UTC.</param>
/// <param name="Held">Over the budgets, each of which it may hold for the same call: the largest is what can be missing.</param>
public sealed record LostNode(string Id, DateTime RenewedAt, int Budgets, Usd Held);
