using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Tenancy;

/// <summary>A group that owns virtual keys, usually under a customer.</summary>
public sealed class Team : IVersioned, ILimited
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Unique over the installation.</summary>
    public required string Name { get; set; }

    public Guid? CustomerId { get; set; }

    public Customer? Customer { get; set; }

    /// <summary>Model patterns this team's keys are limited to; null is no restriction of its own.</summary>
    public List<string>? Models { get; set; }

    public int? MaxConcurrency { get; set; }

    public bool Frozen { get; set; }

    public bool FrozenByHand { get; set; }

    /// <summary>Managed by the governance file and read-only elsewhere.</summary>
    public bool FromFile { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? DisabledAt { get; set; }

    public int Version { get; set; }
}
