namespace Bifrost.Domain.Alerts;

/// <summary>Which alerts; null is any.</summary>
/// <param name="Subject">Its id or its name, whole.</param>
public sealed record AlertFilter(AlertKind? Kind = null, AlertSeverity? Severity = null, string? Subject = null);
