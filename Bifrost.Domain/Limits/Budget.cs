using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;

namespace Bifrost.Domain.Limits;

/// <summary>A cap on what an owner may spend within a period.</summary>
public sealed class Budget : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>Unique over the installation and never used again: what usage records are charged by (<see cref="ChargeText"/>).</summary>
    public int Number { get; set; }

    public LimitOwnerKind OwnerKind { get; set; }

    public Guid OwnerId { get; set; }

    /// <summary>Nano-dollars.</summary>
    public long LimitNanos { get; set; }

    public Period Period { get; set; }

    /// <summary>IANA name; calendar windows begin at this zone's midnight.</summary>
    public string TimeZone { get; set; } = "UTC";

    public bool Rolling { get; set; }

    public BudgetMode Mode { get; set; }

    /// <summary>Percent of the limit at which an alert is due; ascending.</summary>
    public List<int> Thresholds { get; set; } = [];

    /// <summary>A call that does not fit may be sent with a lower cap on its output instead of being refused.</summary>
    public bool OutputCap { get; set; } = true;

    /// <summary>Added to the limit until <see cref="RaisedUntil"/>; nano-dollars, 0 without a raise.</summary>
    public long RaiseNanos { get; set; }

    public DateTime? RaisedUntil { get; set; }

    public string? RaiseReason { get; set; }

    /// <summary>Rises with each reset: serving nodes then read what was forgiven.</summary>
    public int Resets { get; set; }

    public DateTime CreatedAt { get; set; }

    public int Version { get; set; }

    public Usd Limit => new(LimitNanos);
}
