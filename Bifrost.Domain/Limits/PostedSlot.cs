namespace Bifrost.Domain.Limits;

/// <summary>What one slot of a budget's account was charged; nano-dollars.</summary>
public readonly record struct PostedSlot(DateTime Slot, long PostedNanos, long CarriedNanos, long ForgivenNanos);
