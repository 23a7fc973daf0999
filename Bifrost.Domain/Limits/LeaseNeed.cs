namespace Bifrost.Domain.Limits;

/// <summary>What a node needs of an account.</summary>
/// <param name="FirstSlot">The oldest slot whose spend counts.</param>
/// <param name="Nanos">Nano-dollars; zero where what it has suffices.</param>
public readonly record struct LeaseNeed(LeaseKey Key, DateTime FirstSlot, long Nanos);
