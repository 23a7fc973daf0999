using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Tenancy;

namespace Bifrost.Domain.VirtualKeys;

/// <summary>The credential that we issue. Its secret is shown once and kept only as SHA-256 and the last four characters.</summary>
public sealed class VirtualKey : IVersioned, ILimited
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Unique over the installation.</summary>
    public required string Name { get; set; }

    /// <summary>SHA-256 of the whole secret, 32 bytes.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The last four characters of the secret, to recognise it by.</summary>
    public required string LastFour { get; set; }

    /// <summary>The secret before the last rotation, which works until <see cref="PreviousUntil"/>; null without a grace period.</summary>
    public byte[]? PreviousHash { get; set; }

    public DateTime? PreviousUntil { get; set; }

    /// <summary>How long the old secret goes on working after a rotation; null ends it at once.</summary>
    public TimeSpan? Grace { get; set; }

    /// <summary>Whose key it is: a person's name or address; null for a service's.</summary>
    public string? Person { get; set; }

    public Guid? TeamId { get; set; }

    public Team? Team { get; set; }

    /// <summary>Set when the key belongs to a customer without a team between them.</summary>
    public Guid? CustomerId { get; set; }

    public Customer? Customer { get; set; }

    /// <summary>Model patterns that the key may use; empty is nothing.</summary>
    public List<string> Models { get; set; } = [];

    /// <summary>Free attribution, at most 10; wins over the caller's own tags.</summary>
    public Dictionary<string, string> Tags { get; set; } = [];

    public DateTime? ExpiresAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    /// <summary>Days for which prompts and answers of this key are kept, encrypted; null keeps none.</summary>
    public int? CaptureContentDays { get; set; }

    /// <summary>Written by the usage writer, at most once a minute; never part of the snapshot.</summary>
    public DateTime? LastUsedAt { get; set; }

    public int? MaxConcurrency { get; set; }

    public bool Frozen { get; set; }

    public bool FrozenByHand { get; set; }

    /// <summary>Managed by the governance file and read-only elsewhere.</summary>
    public bool FromFile { get; set; }

    public DateTime CreatedAt { get; set; }

    public string? CreatedBy { get; set; }

    public int Version { get; set; }
}
