using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Tenancy;

/// <summary>Who is billed. Owns teams and, directly, virtual keys.</summary>
public sealed class Customer : IVersioned, ILimited
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Unique over the installation; what the governance file and reports call it.</summary>
    public required string Name { get; set; }

    /// <summary>Model patterns this customer's keys are limited to; null is no restriction of its own.</summary>
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
