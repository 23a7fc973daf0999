using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>All rate limits of this node. Taking over several is whole or nothing, under one short lock; a runtime's change forgets nothing. Thread-safe.</summary>
internal sealed class RateWindows(TimeProvider time)
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
        lock (_gate)
        {
            foreach (var owner in plan.Owners)
            {
                foreach (var limit in owner.Limits.RateLimits)
                {
                    windows.Add(WindowOf(limit, owner, revision));
                }
            }
        }

        return [.. windows];
    }

    /// <summary>Counts a call on every window, or on none. Null when it was counted; otherwise the window that makes it wait longest.</summary>
    public (RateWindow Window, TimeSpan Wait)? TryTake(RateWindow[] windows, RateHold hold)
    {
        var now = Now();
        lock (_gate)
        {
            (RateWindow Window, TimeSpan Wait)? longest = null;
            foreach (var window in windows)
            {
                window.MoveTo(now);
                var limit = window.Limit;
                var wait = window.WaitFor(now, Math.Min(limit, hold.AmountOf(window)), limit);
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
        var now = Now();
        lock (_gate)
        {
            foreach (var window in windows)
            {
                window.MoveTo(now);
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

    // In whole ticks, since a double holds them for 28 years alone; no part of any window is before zero.
    private long Now()
    {
        var (seconds, rest) = Math.DivRem(time.GetTimestamp() - _began, time.TimestampFrequency);
        return (seconds * TimeSpan.TicksPerSecond) + (rest * TimeSpan.TicksPerSecond / time.TimestampFrequency) + RateWindow.Longest.Ticks;
    }

    private RateWindow WindowOf(RateLimitSnapshot limit, LimitedOwner owner, long revision)
    {
        if (!_windows.TryGetValue((limit.Id, owner.Account), out var window) || window.Period != limit.Period || window.Metric != limit.Metric)
        {
            if (owner.Account.Length > 0 && ++_named >= _pruneAt)
            {
                Prune();
            }

            _windows[(limit.Id, owner.Account)] = window = new RateWindow(limit.Metric, limit.Period, owner.Label) { Limit = limit.Limit };
        }

        if (revision >= window.Revision)
        {
            (window.Limit, window.Revision) = (limit.Limit, revision);
        }

        return window;
    }

    /// <summary>Forgets end users and tag values that count nothing now. A limit's own windows are kept: plans hold them.</summary>
    private void Prune()
    {
        var now = Now();
        foreach (var (key, window) in _windows)
        {
            window.MoveTo(now);
            if (key.Account.Length > 0 && window.Used == 0)
            {
                _windows.Remove(key);
                _named--;
            }
        }

        _pruneAt = _named + PruneAbove;
    }
}
