using Bifrost.Domain.Limits;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance;

/// <summary>A virtual key as serving needs it. Revoked keys are absent from the snapshot; expiry is checked at each use.</summary>
public sealed record VirtualKeySnapshot
{
    public required Guid Id { get; init; }

    public required KeyHash Hash { get; init; }

    public required string Name { get; init; }

    public Guid? TeamId { get; init; }

    public Guid? CustomerId { get; init; }

    /// <summary>Empty allows nothing.</summary>
    public required ModelPatterns Models { get; init; }

    /// <summary><c>k=v,k=v</c>, sorted by key; null is none.</summary>
    public string? Tags { get; init; }

    public DateTime? ExpiresAt { get; init; }

    public int? CaptureContentDays { get; init; }

    /// <summary>The same key under its secret before the last rotation, expiring with its grace; null without one.</summary>
    public VirtualKeySnapshot? Previous { get; init; }

    public OwnerLimits Limits { get; init; } = OwnerLimits.None;
}
