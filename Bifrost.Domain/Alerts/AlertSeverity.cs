namespace Bifrost.Domain.Alerts;

/// <summary>How much an alert asks for attention. Stored as its number: append only.</summary>
public enum AlertSeverity
{
    /// <summary>Good to know.</summary>
    Info = 0,

    /// <summary>Will matter soon, or costs somebody something.</summary>
    Warning = 1,

    /// <summary>Something does not work, or is refused now.</summary>
    Failed = 2,
}
