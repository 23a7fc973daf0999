namespace Bifrost.Domain.Alerts;

/// <summary>How far one operator has read.</summary>
public sealed class AlertMark
{
    public Guid OperatorId { get; set; }

    /// <summary>The newest alert that the operator has marked as read; later ones are unread.</summary>
    public Guid ReadUpTo { get; set; }
}
