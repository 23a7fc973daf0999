namespace Bifrost.Domain.Alerts;

/// <summary>
/// One thing that operators ought to know. Raised once over all nodes and restarts: <see cref="Key"/> is unique. Never
/// changed; pruned after <see cref="KeptUntil"/>.
/// </summary>
public sealed class Alert
{
    /// <summary>UUIDv7 of the moment it was raised: the order of the list.</summary>
    public Guid Id { get; set; }

    /// <summary>What makes it one alert and not another; the same fact found twice has the same key.</summary>
    public required string Key { get; set; }

    public AlertKind Kind { get; set; }

    public AlertSeverity Severity { get; set; }

    /// <summary>A few words: <c>80 % of a budget spent: team research</c>.</summary>
    public required string Title { get; set; }

    /// <summary>Finished sentences.</summary>
    public required string Text { get; set; }

    /// <summary><c>team</c>, <c>virtual_key</c>, <c>provider</c>, <c>limits</c>, <c>model</c>, <c>node</c>, <c>webhook</c> …</summary>
    public required string SubjectKind { get; set; }

    /// <summary>The subject's row; null where it is none.</summary>
    public string? SubjectId { get; set; }

    /// <summary>The subject's name as it was.</summary>
    public required string Subject { get; set; }

    /// <summary>What the kind knows beyond this, as a JSON object in <c>snake_case</c>.</summary>
    public string Details { get; set; } = "{}";

    /// <summary>UTC.</summary>
    public DateTime At { get; set; }

    /// <summary>Until then the row also keeps the same alert from being raised again; UTC.</summary>
    public DateTime KeptUntil { get; set; }
}
