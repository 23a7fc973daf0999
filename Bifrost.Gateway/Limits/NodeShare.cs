using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// What this node may use of one limit that several nodes share, and what it has used. Its numbers are guarded by the lock of
/// whoever counts (<see cref="RateWindows"/>, <see cref="ConcurrencyGate"/>); times are ticks of the monotonic clock.
/// </summary>
internal sealed class NodeShare(ShareKey key, TimeSpan keep, Lock counting, IShareCount count)
{
    // A node that others wait for gives up an eighth of what it has beyond an equal part, each time that it is asked.
    private const int Yielding = 8;

    private long _yieldTo = long.MaxValue;
    private long _yieldUntil;

    public ShareKey Key => key;

    /// <summary>How long what was counted counts after this node was last heard of.</summary>
    public TimeSpan Keep => keep;

    /// <summary>Held by whoever asks the database, or tells it what this node may use.</summary>
    public SemaphoreSlim Asking { get; } = new(1);

    /// <summary>May be used at any time, the limit permitting.</summary>
    public long Cap { get; private set; }

    /// <summary>What the database knows of <see cref="Cap"/>; read and written by who holds <see cref="Asking"/>.</summary>
    public long CapTold { get; set; }

    public ShareOthers? Others { get; set; }

    /// <summary>Until then the answer is no without asking.</summary>
    public long ClosedUntil { get; set; }

    /// <summary>Until then only what is missing is taken.</summary>
    public long TenseUntil { get; set; }

    public long LastUse { get; set; }

    public long LastTold { get; set; }

    /// <summary>What the database knows of <see cref="Used"/>.</summary>
    public long UsedTold { get; set; }

    /// <summary>What fits at this moment. Under the lock.</summary>
    public long Room(long now) => now < _yieldUntil ? Math.Min(Cap, _yieldTo) : Cap;

    /// <summary>An amount fits now.</summary>
    public bool Fits(long amount, long now)
    {
        lock (counting)
        {
            return count.Used + amount <= Room(now);
        }
    }

    /// <summary>What is missing for an amount; zero when this node has it, even if it gives it up to others.</summary>
    public long MissingFor(long amount)
    {
        lock (counting)
        {
            return Math.Max(0, count.Used + amount - Cap);
        }
    }

    public long Limit => count.Limit;

    public long Used
    {
        get
        {
            lock (counting)
            {
                return count.Used;
            }
        }
    }

    public void SetCap(long cap)
    {
        lock (counting)
        {
            Cap = cap;
        }
    }

    /// <summary>Takes back what is not used; says what remains.</summary>
    public long Shrink()
    {
        lock (counting)
        {
            return Cap = Math.Min(Cap, count.Used);
        }
    }

    /// <summary>What others ask for: what is not used or, where all is, a part of what was more than an equal part.</summary>
    public long Yield(long now, long until)
    {
        lock (counting)
        {
            var used = count.Used;
            if (used >= Cap)
            {
                var fair = Limit / ((Others?.Nodes ?? 1) + 1);
                var to = Math.Min(Cap, now < _yieldUntil ? _yieldTo : long.MaxValue);
                (_yieldTo, _yieldUntil) = (to <= fair ? to : Math.Max(fair, to - Math.Max(1, (to - fair) / Yielding)), until);
            }

            return Cap = Math.Min(Cap, used);
        }
    }

    /// <summary>While less than it has may be used, what falls free goes back.</summary>
    public bool IsYielding(long now) => now < _yieldUntil && Cap > _yieldTo;

    /// <summary>What this node says of itself.</summary>
    public ShareState Describe(DateTime now)
    {
        lock (counting)
        {
            return count.Describe(key, keep, now);
        }
    }
}
