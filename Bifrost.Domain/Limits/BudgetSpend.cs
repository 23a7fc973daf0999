namespace Bifrost.Domain.Limits;

/// <summary>What one budget was charged in one slot. Increased in the transaction that inserts the records, so the two cannot disagree.</summary>
public sealed class BudgetSpend
{
    public int BudgetNumber { get; set; }

    /// <summary>Whose account, where a budget keeps one for each end user or tag value; else empty.</summary>
    public string Account { get; set; } = "";

    /// <summary>The slot's start, UTC (<see cref="BudgetPeriod.SlotAt"/>).</summary>
    public DateTime Slot { get; set; }

    /// <summary>The sum of the records charged to it; nano-dollars.</summary>
    public long PostedNanos { get; set; }

    /// <summary>What the owner had spent within the slot before the budget was made; nano-dollars.</summary>
    public long CarriedNanos { get; set; }

    /// <summary>What resets took off; counts against the limit no more.</summary>
    public long ForgivenNanos { get; set; }

    public long Requests { get; set; }

    /// <summary>It, or its budget's limit, changed since thresholds were last compared with it (<see cref="Alerts.BudgetWatcher"/>).</summary>
    public bool Changed { get; set; }

    /// <summary>Rises when what it is compared with changed: a look that began before does not count as having seen it.</summary>
    public int Marks { get; set; }
}
