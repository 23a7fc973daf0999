namespace Bifrost.Domain.Limits;

/// <summary>What a node says of one of its leases.</summary>
/// <param name="Returned">Given back; negative: taken without asking, for what a provider spent beyond what was held. Nano-dollars.</param>
/// <param name="Reserved">Held for requests under way, for display. Nano-dollars.</param>
/// <param name="Answered">Whether a recall is answered by this.</param>
public readonly record struct LeaseChange(LeaseKey Key, long Returned, long Reserved, bool Answered);
