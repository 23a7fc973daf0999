namespace Bifrost.Gateway.Limits;

/// <summary>
/// The time that windows go by: never backwards, so that a clock which is set back does not open a window again, and never
/// standing still, so that rolling windows go on freeing. After a step back it goes on by the monotonic clock, a tenth slower,
/// until the true time has caught up. On a shared database the true time is the database's, carried on by this node's
/// monotonic clock. Under the ledger's lock.
/// </summary>
internal sealed class BudgetClock(TimeProvider time)
{
    private const int Slower = 10;

    // A clock that was wrong by days and was then set right must not move the budgets' windows for days.
    private static readonly TimeSpan LongestLead = TimeSpan.FromDays(1);

    private DateTime _latest;
    private long _latestAt;
    private (DateTime Utc, long At)? _anchor;

    public DateTime UtcNow
    {
        get
        {
            var at = time.GetTimestamp();
            var now = _anchor is { } x ? x.Utc + time.GetElapsedTime(x.At, at) : time.GetUtcNow().UtcDateTime;
            if (now < _latest && _latest - now <= LongestLead)
            {
                var passed = time.GetElapsedTime(_latestAt, at);
                now = _latest + passed - (passed / Slower);
            }

            _latestAt = at;
            return _latest = now;
        }
    }

    /// <summary>The database said this time when it was asked at this timestamp.</summary>
    public void Set(DateTime databaseUtc, long timestamp) => _anchor = (databaseUtc, timestamp);
}
