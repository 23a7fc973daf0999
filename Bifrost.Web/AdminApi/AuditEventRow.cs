using System.Text.Json;
using Bifrost.Domain.Audit;

namespace Bifrost.Web.AdminApi;

/// <summary>An event as the admin API shows it; its changes hold no secret since none is ever written there.</summary>
internal sealed record AuditEventRow
{
    public required long Sequence { get; init; }

    public required Guid Id { get; init; }

    public DateTime Time { get; init; }

    public Guid NodeId { get; init; }

    public required string ActorKind { get; init; }

    public Guid? ActorId { get; init; }

    public required string Actor { get; init; }

    public string? SourceAddress { get; init; }

    public string? UserAgent { get; init; }

    public required string Action { get; init; }

    public string? TargetKind { get; init; }

    public string? TargetId { get; init; }

    public string? Target { get; init; }

    public required string Outcome { get; init; }

    public string? Reason { get; init; }

    /// <summary><c>{"field":{"before":…,"after":…}}</c></summary>
    public JsonElement? Changes { get; init; }

    public string? CorrelationId { get; init; }

    public static AuditEventRow Of(AuditEvent entry) => new()
    {
        Sequence = entry.Sequence,
        Id = entry.Id,
        Time = entry.Time,
        NodeId = entry.NodeId,
        ActorKind = JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.ActorKind.ToString()),
        ActorId = entry.ActorId,
        Actor = entry.Actor,
        SourceAddress = entry.SourceAddress,
        UserAgent = entry.UserAgent,
        Action = entry.Action,
        TargetKind = entry.TargetKind,
        TargetId = entry.TargetId,
        Target = entry.Target,
        Outcome = JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Outcome.ToString()),
        Reason = entry.Reason,
        Changes = entry.Changes is { } json ? JsonElement.Parse(json) : null,
        CorrelationId = entry.CorrelationId,
    };
}
