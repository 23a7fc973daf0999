namespace Bifrost.Domain.Limits;

/// <summary>What is leased: an account of a budget in one window.</summary>
/// <param name="Window">The calendar window's start; <see cref="DateTime.UnixEpoch"/> for a rolling budget.</param>
public readonly record struct LeaseKey(int Budget, string Account, DateTime Window);
