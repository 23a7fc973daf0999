using System.Text.Json;
using Bifrost.Domain.Alerts;
using Bifrost.Web.Console.Alerts;

namespace Bifrost.Web.AdminApi;

/// <summary>An alert as a list and an answer show it.</summary>
internal sealed record AlertRow
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>failed</c>.</summary>
    public required string Severity { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    public required string SubjectKind { get; init; }

    public string? SubjectId { get; init; }

    public required string Subject { get; init; }

    /// <summary>What the kind knows beyond this, as in a webhook's <c>data</c>.</summary>
    public required JsonElement Details { get; init; }

    public DateTime At { get; init; }

    public static AlertRow Of(Alert alert)
    {
        using var details = JsonDocument.Parse(alert.Details);
        return new()
        {
            Id = alert.Id,
            Kind = AlertKinds.TextOf(alert.Kind),
            Severity = AlertWords.Of(alert.Severity),
            Title = alert.Title,
            Text = alert.Text,
            SubjectKind = alert.SubjectKind,
            SubjectId = alert.SubjectId,
            Subject = alert.Subject,
            Details = details.RootElement.Clone(),
            At = alert.At,
        };
    }
}
