namespace Bifrost.Domain.Audit;

/// <summary>What became of the attempt. Stored as its name.</summary>
public enum AuditOutcome
{
    Success,
    Denied,
    Failed,
}
