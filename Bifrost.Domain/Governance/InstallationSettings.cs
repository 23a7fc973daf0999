namespace Bifrost.Domain.Governance;

/// <summary>What an admin sets for the whole installation.</summary>
/// <param name="RetentionDays">Request records older than this are pruned; money totals stay.</param>
public sealed record InstallationSettings(int RetentionDays);
