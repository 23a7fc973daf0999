using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>All rate limits of this node. Taking over several is whole or nothing, under one short lock; a runtime's change forgets nothing. Thread-safe.</summary>
internal sealed partial class RateWindows(TimeProvider time, LimitShares shares, SpendLedger ledger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Limit, string Account), RateWindow> _windows = [];
    private readonly long _began = time.GetTimestamp();

    /// <summary>The windows of a plan; computed once for each plan.</summary>
    public RateWindow[] Plan(LimitPlan plan, long revision)
    {
        var windows = new List<RateWindow>();
        foreach (var owner in plan.Owners)
        {
            foreach (var limit in owner.Limits.RateLimits)
            {
                windows.Add(WindowOf(limit, owner, revision));
            }
        }

        return [.. windows];
    }

    /// <summary>The window of one limit and owner.</summary>
    public RateWindow WindowOf(RateLimitSnapshot limit, LimitedOwner owner, long revision)
    {
        lock (_gate)
        {
            return Find(limit, owner, revision);
        }
    }

    /// <summary>Counts a call on every window, or on none. Null when it was counted; otherwise the window that makes it wait longest.</summary>
    public (RateWindow Window, TimeSpan Wait)? TryTake(RateWindow[] windows, RateHold hold)
    {
        var used = time.GetTimestamp();
        var now = TicksOf(used);
        lock (_gate)
        {
            (RateWindow Window, TimeSpan Wait)? longest = null;
            Revive(windows);
            foreach (var window in windows)
            {
                window.MoveTo(now);
                window.Share.LastUse = used;
                var wait = WaitFor(window, hold.AmountOf(window), now, used);
                if (wait > TimeSpan.Zero && (longest is not { } x || wait > x.Wait))
                {
                    longest = (window, wait);
                }
            }

            if (longest is { } refused)
            {
                hold.Refuse(refused.Window, refused.Wait);
                return longest;
            }

            for (var i = 0; i < windows.Length; i++)
            {
                windows[i].Add(hold.TakenOn(i) = hold.AmountOf(windows[i]));
            }

            hold.TakenAt = now;
            return null;
        }
    }

    /// <summary>What was estimated becomes what was used.</summary>
    public void Settle(RateWindow[] windows, RateHold hold, bool sent, long inputTokens, long outputTokens)
    {
        var settled = time.GetTimestamp();
        var now = TicksOf(settled);
        lock (_gate)
        {
            Revive(windows);
            for (var i = 0; i < windows.Length; i++)
            {
                var window = windows[i];
                window.MoveTo(now);
                window.Share.LastUse = settled;
                var held = hold.TakenOn(i);
                var used = sent ? window.AmountOf(inputTokens, outputTokens) : 0;
                if (used < held)
                {
                    window.TakeBack(hold.TakenAt, held - used);
                }
                else if (used > held)
                {
                    window.Add(used - held);
                }
            }
        }
    }

    /// <summary>The first window of those that would take a call if other nodes left this one more of it; with the amount. Null when none would.</summary>
    public (RateWindow Window, long Amount)? FindShort(RateWindow[] windows, RateHold hold)
    {
        var raw = time.GetTimestamp();
        var now = TicksOf(raw);
        lock (_gate)
        {
            Revive(windows);
            foreach (var window in windows)
            {
                window.MoveTo(now);
                var amount = hold.AmountOf(window);
                if (window.Used + amount > window.Share.Room(raw) && window.Used + amount <= window.Limit)
                {
                    return (window, amount);
                }
            }

            return null;
        }
    }

    /// <summary>How long until an amount fits; zero when it does now.</summary>
    private TimeSpan WaitFor(RateWindow window, long amount, long now, long raw)
    {
        if (!shares.IsShared)
        {
            return window.WaitFor(now, amount, window.Limit);
        }

        var wait = window.WaitFor(now, amount, Math.Min(window.Limit, window.Share.Room(raw)));
        if (wait > TimeSpan.Zero && window.Share.Others?.FreesAt is { } at)
        {
            // Whichever frees first, here or there.
            var there = at - ledger.UtcNow;
            wait = there < wait ? (there > TimeSpan.Zero ? there : TimeSpan.FromTicks(1)) : wait;
        }

        return wait;
    }

    // In whole ticks, since a double holds them for 28 years alone; no part of any window is before zero.
    private long TicksOf(long timestamp)
    {
        var (seconds, rest) = Math.DivRem(timestamp - _began, time.TimestampFrequency);
        return (seconds * TimeSpan.TicksPerSecond) + (rest * TimeSpan.TicksPerSecond / time.TimestampFrequency) + RateWindow.Longest.Ticks;
    }
}
