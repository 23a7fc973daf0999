namespace Bifrost.Domain.Audit;

/// <summary>
/// Who changed or viewed what. Appended in the transaction of what it records and never updated.
/// The columns for a hash chain are filled by a later release; rows are ready for it.
/// </summary>
public sealed class AuditEvent
{
    /// <summary>Rises with each event over the installation.</summary>
    public long Sequence { get; set; }

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public DateTime Time { get; set; }

    public Guid NodeId { get; set; }

    public ActorKind ActorKind { get; set; }

    /// <summary>Operator or token id; null for the system and the unknown.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>E-mail address, token name, <c>command line</c>, <c>governance file</c> …</summary>
    public required string Actor { get; set; }

    /// <summary>Where the request came from; null for the command line.</summary>
    public string? SourceAddress { get; set; }

    public string? UserAgent { get; set; }

    /// <summary>What happened, from <see cref="AuditActions"/>: <c>key.created</c> …</summary>
    public required string Action { get; set; }

    /// <summary>Kind of the target: <c>virtual_key</c>, <c>provider</c> …</summary>
    public string? TargetKind { get; set; }

    public string? TargetId { get; set; }

    public string? Target { get; set; }

    public AuditOutcome Outcome { get; set; }

    public string? Reason { get; set; }

    /// <summary>Changed fields as JSON, <c>{"field":{"before":…,"after":…}}</c>, without secrets.</summary>
    public string? Changes { get; set; }

    /// <summary>The request or circuit that caused it.</summary>
    public string? CorrelationId { get; set; }

    public byte[]? PreviousHash { get; set; }

    public byte[]? Hash { get; set; }
}
