namespace Bifrost.Domain.Limits;

/// <summary>
/// Headroom of a budget that one node may spend without asking. Over a budget's counting slots, posted and leased together
/// never pass the limit: granting adds under the budget's lock, posting moves from the lease to the spend.
/// </summary>
public sealed class BudgetLease
{
    public int BudgetNumber { get; set; }

    public string Account { get; set; } = "";

    /// <summary>The calendar window; <see cref="DateTime.UnixEpoch"/> for a rolling budget, whose lease is for all its slots.</summary>
    public DateTime Window { get; set; }

    /// <summary>The node; with a suffix <c>~</c>, what an earlier run of that node held when it died.</summary>
    public string NodeId { get; set; } = "";

    /// <summary>Granted and neither posted nor returned; nano-dollars.</summary>
    public long Nanos { get; set; }

    /// <summary>Of that, reserved by requests under way when the node last said; nano-dollars, for display.</summary>
    public long ReservedNanos { get; set; }

    /// <summary>The node's last return or the like: one whose answer was lost is written again without being done twice.</summary>
    public long Operation { get; set; }

    /// <summary>The node's last grant. A number of its own: grants and returns overtake each other.</summary>
    public long GrantOperation { get; set; }

    /// <summary>What the last grant gave; nano-dollars.</summary>
    public long GrantedNanos { get; set; }

    /// <summary>Rises when another node needs what this one does not.</summary>
    public long Recalled { get; set; }

    /// <summary>The last recall that this node has answered: it gave back what it did not hold.</summary>
    public long Answered { get; set; }

    /// <summary>By the database's clock.</summary>
    public DateTime RenewedAt { get; set; }
}
