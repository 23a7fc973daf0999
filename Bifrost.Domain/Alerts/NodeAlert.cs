using System.Globalization;

namespace Bifrost.Domain.Alerts;

/// <summary>A node that could not keep its accounts, in words.</summary>
public static class NodeAlert
{
    /// <summary>The journal could not be written since a moment (UTC): the node refuses calls.</summary>
    public static Alert OfJournal(Guid node, string machine, DateTime since, DateTime now) => Of(
        "journal", node, machine, since, now, $"{machine} cannot keep its journal",
        string.Create(CultureInfo.InvariantCulture, $"The node {machine} has not been able to write its journal since {since:yyyy-MM-dd HH:mm:ss} UTC. It refuses calls with 503 (accounting_unavailable) until it can: look at its disk."));

    /// <summary>Records waited in the journal from a moment (UTC) on. Raised when the database takes them again, if it did not take this either.</summary>
    public static Alert OfBacklog(Guid node, string machine, DateTime since, DateTime now) => Of(
        "backlog", node, machine, since, now, $"Usage of {machine} waited for the database",
        string.Create(CultureInfo.InvariantCulture, $"The node {machine} could not write its usage records into the database from {since:yyyy-MM-dd HH:mm:ss} UTC on. They wait in its journal and nothing is lost; until they are written, figures and budgets on other nodes lag behind."));

    private static Alert Of(string what, Guid node, string machine, DateTime since, DateTime now, string title, string text) => new()
    {
        Key = string.Create(CultureInfo.InvariantCulture, $"node/{what}/{node:N}/{since:yyyyMMdd'T'HHmmss}"),
        Kind = AlertKind.NodeAccountingUnavailable,
        Severity = AlertSeverity.Failed,
        Title = title,
        Text = text,
        SubjectKind = "node",
        SubjectId = node.ToString(),
        Subject = machine,
        Details = WebhookPayload.Details(new { Node = node, Machine = machine, What = what, Since = since }),
        At = now,
        KeptUntil = now + AlertBook.Kept,
    };
}
