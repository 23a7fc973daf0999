namespace Bifrost.Gateway.Limits;

/// <summary>
/// What this node may spend of one budget's account in one window, and has. All amounts are nano-dollars; every field is
/// guarded by the <see cref="SpendLedger"/>'s lock.
/// </summary>
internal sealed class SpendAccount(BudgetState budget, DateTime window, DateTime end)
{
    public BudgetState Budget => budget;

    /// <summary>The calendar window's start; <see cref="DateTime.UnixEpoch"/> for a rolling budget.</summary>
    public DateTime Window => window;

    /// <summary>The calendar window's end.</summary>
    public DateTime End => end;

    /// <summary>A node that decides alone: the limit. Otherwise what was leased to it.</summary>
    public long Cap;

    /// <summary>Settled here; for a node that decides alone, with what was posted before it looked.</summary>
    public long Used;

    /// <summary>Held for requests under way.</summary>
    public long Reserved;

    /// <summary>The cap is known.</summary>
    public bool IsOpen;

    /// <summary>
    /// What is settled is counted. Not so while the budget is soft and was never hard here: then the database alone knows what was
    /// spent, and is asked when it becomes hard.
    /// </summary>
    public bool IsCounting;

    /// <summary>
    /// Calls were let in, of a soft budget or by a lease that was released, that no lease counts: their records must be written before
    /// the database is asked.
    /// </summary>
    public bool HasUncounted;

    /// <summary>More may be leased for it than is known here: what was settled in the moment before. Only where <see cref="HasUncounted"/> was.</summary>
    public bool MayBeOverstated;

    /// <summary>The database has a row of what was leased to it.</summary>
    public bool HasLease;

    /// <summary>Of a lease: the limit by which its room came to it.</summary>
    public long Limit;

    /// <summary>Taken back because the limit fell, and not yet on its way to the database; part of <see cref="Returning"/>.</summary>
    public long Surrendered;

    /// <summary>Resets that were taken into account.</summary>
    public int Resets;

    /// <summary>Monotonic time of the last reservation.</summary>
    public long LastUse;

    /// <summary>Until then (monotonic) another node wants it too: only what is needed is leased.</summary>
    public long TenseUntil;

    /// <summary>Monotonic time of the last grant.</summary>
    public long GrantedAt;

    /// <summary>Given back here, and not yet known to be so in the database.</summary>
    public long Returning;

    /// <summary>Taken without asking, and not yet known to be so in the database: nothing is leased until it is.</summary>
    public long Covering;

    /// <summary>What the database was last told is reserved.</summary>
    public long ReservedTold;

    /// <summary>Of a rolling budget of a node that decides alone: what each counting slot was charged.</summary>
    public SlotSpend? Slots;

    /// <summary>Of a node that decides alone: what resets had taken off each slot when it last looked; null before the first look.</summary>
    public Dictionary<DateTime, long>? Forgiven;

    /// <summary>One question about this account at a time.</summary>
    public SemaphoreSlim Asking { get; } = new(1);

    /// <summary>What the last question found; read and written by who holds <see cref="Asking"/>.</summary>
    public Shortfall? LastShortfall { get; set; }

    /// <summary>A grant whose answer never came; who holds <see cref="Asking"/> reads and writes it.</summary>
    public long? LostGrant { get; set; }

    public long Room => Cap - Used - Reserved;
}
