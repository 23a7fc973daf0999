using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <content>How the windows stand, for whoever asks: this node's own counts, and those of other nodes as they last said.</content>
internal sealed partial class RateWindows
{
    // Something counts: a client that waits for zero would come at once.
    private static readonly TimeSpan LeastReset = TimeSpan.FromMilliseconds(1);

    /// <summary>Notes on a hold how the windows of its call stand.</summary>
    public void Describe(RateWindow[] windows, RateHold hold)
    {
        var now = TicksOf(time.GetTimestamp());
        lock (_gate)
        {
            Revive(windows);
            foreach (var window in windows)
            {
                hold.Note(window, StandingOf(window, now, window.Share.Others));
            }
        }
    }

    /// <summary>How one window stands.</summary>
    public RateStanding StandingOf(RateWindow window) => StandingOf(window, window.Share.Others);

    /// <param name="others">What other nodes counted, where the asker knows it better than the window.</param>
    public RateStanding StandingOf(RateWindow window, ShareOthers? others)
    {
        var now = TicksOf(time.GetTimestamp());
        lock (_gate)
        {
            return StandingOf(window, now, others);
        }
    }

    private RateStanding StandingOf(RateWindow window, long now, ShareOthers? others)
    {
        window.MoveTo(now);
        var (used, reset) = (window.Used, window.ResetAfter(now));
        if (others is { Used: > 0 })
        {
            used += others.Used;
            var there = others.ResetsAt - ledger.UtcNow ?? TimeSpan.Zero;
            reset = there > reset ? there : reset;
        }

        return new RateStanding(window.Limit, used, used > 0 && reset < LeastReset ? LeastReset : reset);
    }
}
