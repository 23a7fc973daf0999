using System.Runtime.InteropServices;
using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <content>Which windows there are. All of it under the lock.</content>
internal sealed partial class RateWindows
{
    // Callers choose the names of end users: those that came once must not stay for ever.
    private const int PruneAbove = 100_000;

    private int _named;
    private int _pruneAt = PruneAbove;

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
            var counts = MemoryMarshal.Cast<byte, long>(row.Counts);
            var elapsed = ledger.UtcNow - ToldAt(row, counts, limit.Period);
            window.MoveTo(now);
            window.Restore(counts, now, elapsed > TimeSpan.Zero ? elapsed : TimeSpan.Zero);

            // What it might have counted after it last said so.
            window.Restore([0, row.Cap - row.Used], now, TimeSpan.Zero);
            window.Share.SetCap(row.Cap);
            window.Share.CapTold = row.Cap;
        }

        shares.Keep(window.Share);
        return window;
    }

    /// <summary>When the ages were true: a node that is heard of again does not write them anew, but the end of the oldest stays.</summary>
    private static DateTime ToldAt(LimitShare row, ReadOnlySpan<long> counts, Period period)
    {
        var told = counts.Length < 2 ? row.RenewedAt : row.FreesAt.AddTicks(-RateWindow.TicksOf(period)).AddMilliseconds(counts[0]);
        return told < row.RenewedAt ? told : row.RenewedAt;
    }

    /// <summary>
    /// What was forgotten between a call's plan and this counts again; or the call counts on the window that another call made
    /// meanwhile. Otherwise an end user would have two. Plans of one call alone have windows that can be forgotten.
    /// </summary>
    private void Revive(RateWindow[] windows)
    {
        for (var i = 0; i < windows.Length; i++)
        {
            if (!windows[i].Dropped)
            {
                continue;
            }

            var key = (windows[i].Share.Key.Limit, windows[i].Share.Key.Account);
            if (_windows.TryGetValue(key, out var other))
            {
                windows[i] = other;
                continue;
            }

            windows[i].Dropped = false;
            _windows[key] = windows[i];
            _named++;
            shares.Keep(windows[i].Share);
        }
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
                window.Dropped = true;
                shares.Drop(window.Share);
                _named--;
            }
        }

        _pruneAt = _named + PruneAbove;
    }
}
