using Bifrost.Domain.Alerts;

namespace Bifrost.Web.Console.Alerts;

/// <summary>Kinds, severities and subjects as people read and follow them.</summary>
internal static class AlertWords
{
    public static string Of(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Info => "info",
        AlertSeverity.Warning => "warning",
        _ => "failed",
    };

    /// <summary>The colour and shape beside the word.</summary>
    public static string Tone(AlertSeverity severity) => severity == AlertSeverity.Info ? "idle" : Of(severity);

    public static string Of(AlertKind kind) => kind switch
    {
        AlertKind.BudgetThresholdReached => "Budget threshold reached",
        AlertKind.ProviderKeyRefused => "Provider refuses its key",
        AlertKind.UsageUnpriced => "Calls without a price",
        AlertKind.OwnerFrozen => "Frozen",
        AlertKind.OwnerUnfrozen => "No longer frozen",
        AlertKind.NodeAccountingUnavailable => "Node cannot keep its accounts",
        _ => "Webhook not delivered",
    };

    /// <summary>Which alerts a webhook gets, in words.</summary>
    public static string Of(IReadOnlyCollection<string> kinds) =>
        kinds.Count == 0 ? "every alert" : string.Join(", ", kinds.Select(x => AlertKinds.Parse(x) is { } kind ? Of(kind).ToLowerInvariant() : x));

    public static AlertSeverity? ParseSeverity(string? text) => text switch
    {
        "info" => AlertSeverity.Info,
        "warning" => AlertSeverity.Warning,
        "failed" => AlertSeverity.Failed,
        _ => null,
    };

    /// <summary>Where something can be done about it; null where the console has no page for it.</summary>
    public static string? LinkOf(Alert alert) => alert.SubjectKind switch
    {
        "customer" or "team" => $"{ConsoleUrls.CustomersAndTeams}?q={Uri.EscapeDataString(alert.Subject)}",
        "model" => ConsoleUrls.SetPrice(alert.Subject),
        "virtual_key" when Guid.TryParse(alert.SubjectId, out var id) => ConsoleUrls.VirtualKey(id),
        "provider" when Guid.TryParse(alert.SubjectId, out var id) => ConsoleUrls.Provider(id),
        "webhook" when Guid.TryParse(alert.SubjectId, out var id) => ConsoleUrls.Webhook(id),
        _ => null,
    };
}
