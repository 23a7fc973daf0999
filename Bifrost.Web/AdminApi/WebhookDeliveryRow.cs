using System.Text.Json;
using Bifrost.Domain.Alerts;

namespace Bifrost.Web.AdminApi;

/// <summary>One message to a webhook and what became of it.</summary>
internal sealed record WebhookDeliveryRow
{
    public required Guid Id { get; init; }

    /// <summary>The header <c>webhook-id</c>.</summary>
    public required string MessageId { get; init; }

    public required string Type { get; init; }

    public Guid? AlertId { get; init; }

    /// <summary><c>waiting</c>, <c>delivered</c>, <c>given_up</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    public int Attempts { get; init; }

    /// <summary>When it is tried next; null when it is finished.</summary>
    public DateTime? NextAttemptAt { get; init; }

    public DateTime? LastAttemptAt { get; init; }

    public int? LastStatus { get; init; }

    public string? LastAnswer { get; init; }

    public DateTime CreatedAt { get; init; }

    public static WebhookDeliveryRow Of(WebhookDelivery delivery) => new()
    {
        Id = delivery.Id,
        MessageId = delivery.MessageId,
        Type = delivery.Type,
        AlertId = delivery.AlertId,
        State = JsonNamingPolicy.SnakeCaseLower.ConvertName(delivery.State.ToString()),
        Attempts = delivery.Attempts,
        NextAttemptAt = delivery.State == DeliveryState.Waiting ? delivery.DueAt : null,
        LastAttemptAt = delivery.LastAttemptAt,
        LastStatus = delivery.LastStatus,
        LastAnswer = delivery.LastAnswer,
        CreatedAt = delivery.CreatedAt,
    };
}
