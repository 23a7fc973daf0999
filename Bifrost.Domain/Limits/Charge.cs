namespace Bifrost.Domain.Limits;

/// <summary>A slot of a budget's account that a record's cost counts in.</summary>
public readonly record struct Charge(int Budget, DateTime Slot, string Account);
