namespace Bifrost.Gateway.Limits;

/// <summary>
/// The time that windows go by: never backwards, so that a clock which is set back does not open a window again. On a shared
/// database it is the database's, carried on by this node's monotonic clock. Under the ledger's lock.
/// </summary>
internal sealed class BudgetClock(TimeProvider time)
{
    // A clock that was wrong by days and was then set right must not stop the budgets for days.
    private static readonly TimeSpan LongestHold = TimeSpan.FromDays(1);

    private DateTime _latest;
    private (DateTime Utc, long At)? _anchor;

    public DateTime UtcNow
    {
        get
        {
            var now = _anchor is { } x ? x.Utc + time.GetElapsedTime(x.At) : time.GetUtcNow().UtcDateTime;
            if (now > _latest || _latest - now > LongestHold)
            {
                _latest = now;
            }

            return _latest;
        }
    }

    /// <summary>The database said this time when it was asked at this timestamp.</summary>
    public void Set(DateTime databaseUtc, long timestamp) => _anchor = (databaseUtc, timestamp);
}
