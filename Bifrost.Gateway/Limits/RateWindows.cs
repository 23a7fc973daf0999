using System.Runtime.InteropServices;
using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>All rate limits of this node. Taking over several is whole or nothing, under one short lock; a runtime's change forgets nothing. Thread-safe.</summary>
internal sealed class RateWindows(TimeProvider time, LimitShares shares, SpendLedger ledger)
{
    // Callers choose the names of end users: those that came once must not stay for ever.
    private const int PruneAbove = 100_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Guid Limit, string Account), RateWindow> _windows = [];
    private readonly long _began = time.GetTimestamp();
    private int _named;
    private int _pruneAt = PruneAbove;

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
            foreach (var window in windows)
            {
                window.MoveTo(now);
                window.Share.LastUse = used;
                var limit = window.Limit;
                var wait = WaitFor(window, Math.Min(limit, hold.AmountOf(window)), now, used);
                if (wait > TimeSpan.Zero && (longest is not { } x || wait > x.Wait))
                {
                    longest = (window, wait);
                }
            }

            if (longest is not null)
            {
                hold.Describe(windows, now);
                return longest;
            }

            foreach (var window in windows)
            {
                window.Add(Math.Min(window.Limit, hold.AmountOf(window)));
            }

            hold.TakenAt = now;
            hold.Describe(windows, now);
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
            foreach (var window in windows)
            {
                window.MoveTo(now);
                window.Share.LastUse = settled;
                var held = Math.Min(window.Limit, hold.AmountOf(window));
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
            foreach (var window in windows)
            {
                window.MoveTo(now);
                var amount = Math.Min(window.Limit, hold.AmountOf(window));
                if (window.Used + amount > window.Share.Room(raw) && window.Used + amount <= window.Limit)
                {
                    return (window, amount);
                }
            }

            return null;
        }
    }

    /// <summary>What a window counts now, other nodes as they last said.</summary>
    public long UsedOf(RateWindow window)
    {
        var now = TicksOf(time.GetTimestamp());
        lock (_gate)
        {
            window.MoveTo(now);
            return window.Used + (window.Share.Others?.Used ?? 0);
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

    private RateWindow Find(RateLimitSnapshot limit, LimitedOwner owner, long revision)
    {
        if (!_windows.TryGetValue((limit.Id, owner.Account), out var window) || window.Period != limit.Period || window.Metric != limit.Metric)
        {
            if (owner.Account.Length > 0 && ++_named >= _pruneAt)
            {
                Prune();
            }

            _windows[(limit.Id, owner.Account)] = window = Create(limit, owner);
        }

        if (revision >= window.Revision)
        {
            if (limit.Limit < window.Limit)
            {
                // The nodes' parts are of a limit that was larger.
                window.Share.Shrink();
            }

            (window.Limit, window.Revision) = (limit.Limit, revision);
        }

        return window;
    }

    /// <summary>A window that counts what an earlier run of this node had counted.</summary>
    private RateWindow Create(RateLimitSnapshot limit, LimitedOwner owner)
    {
        var key = new ShareKey(limit.Id, owner.Account);
        var window = new RateWindow(limit.Metric, limit.Period, owner.Label) { Limit = limit.Limit };
        window.Share = new NodeShare(key, TimeSpan.FromTicks(RateWindow.TicksOf(limit.Period)), _gate, new WindowCount(window, () => TicksOf(time.GetTimestamp())));
        if (shares.TakeRestored(key) is { } row)
        {
            var now = TicksOf(time.GetTimestamp());
            var elapsed = ledger.UtcNow - row.RenewedAt;
            window.MoveTo(now);
            window.Restore(MemoryMarshal.Cast<byte, long>(row.Counts), now, elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero);

            // What it might have counted after it last said so.
            window.Restore([0, row.Cap - row.Used], now, TimeSpan.Zero);
            window.Share.SetCap(row.Cap);
            window.Share.CapTold = row.Cap;
        }

        shares.Keep(window.Share);
        return window;
    }

    /// <summary>Forgets end users and tag values that count nothing now. A limit's own windows are kept: plans hold them.</summary>
    private void Prune()
    {
        var now = TicksOf(time.GetTimestamp());
        foreach (var (key, window) in _windows)
        {
            window.MoveTo(now);
            if (key.Account.Length > 0 && window.Used == 0 && window.Share.Cap == 0)
            {
                _windows.Remove(key);
                shares.Drop(window.Share);
                _named--;
            }
        }

        _pruneAt = _named + PruneAbove;
    }
}
