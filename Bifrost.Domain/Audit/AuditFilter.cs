namespace Bifrost.Domain.Audit;

/// <summary>Which events are asked for; null does not filter.</summary>
public sealed record AuditFilter
{
    /// <summary>E-mail address or name, whole.</summary>
    public string? Actor { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public string? Action { get; init; }

    /// <summary>Id or name of the target, whole.</summary>
    public string? Target { get; init; }

    public AuditOutcome? Outcome { get; init; }

    /// <summary>UTC, inclusive.</summary>
    public DateTime? From { get; init; }

    /// <summary>UTC, exclusive.</summary>
    public DateTime? To { get; init; }

    /// <summary>Part of the reason, the target's name or the difference.</summary>
    public string? Text { get; init; }
}
