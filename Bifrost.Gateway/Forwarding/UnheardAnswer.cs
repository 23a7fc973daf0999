using Bifrost.Gateway.Exchanges;

namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Bounds how long an answer is read for its cost alone, once its caller has left; the provider's own time limits go on as well.
/// Nothing of it is kept: it goes to a connection that is no more.
/// </summary>
internal sealed class UnheardAnswer : IDisposable
{
    /// <summary>Beside the time that the provider has for its first byte.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>From the beginning of a shutdown: less than the half minute that orchestrators give before they kill.</summary>
    public static readonly TimeSpan LongestAtStop = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Action _end;
    private readonly TimeProvider _time;
    private readonly TimeSpan _longest;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _left;
    private CancellationTokenRegistration _stop;
    private ITimer? _timer;
    private bool _isOver;

    /// <param name="end">Ends the reading; it may be called twice.</param>
    /// <param name="longest">How long is read when the caller has left.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="caller">Cancelled when the caller leaves.</param>
    /// <param name="stopping">Cancelled when the process is to end.</param>
    public UnheardAnswer(Action end, TimeSpan longest, TimeProvider time, CancellationToken caller, CancellationToken stopping)
    {
        (_end, _time, _longest, _stopping) = (end, time, longest, stopping);
        _left = caller.UnsafeRegister(static x => ((UnheardAnswer)x!).Begin(), this);
    }

    /// <summary>Of an attempt whose exchange outlives its caller; null for every other.</summary>
    public static UnheardAnswer? Of(Exchange exchange, AttemptClock clock, TimeProvider time, CancellationToken stopping) => exchange.Outlives
        ? new(clock.Cancel, exchange.Target!.Provider.Snapshot.FirstByteTimeout + Longest, time, exchange.RequestAborted, stopping)
        : null;

    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            _timer?.Dispose();
        }

        _left.Dispose();
        _stop.Dispose();
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _timer = _time.CreateTimer(static x => ((UnheardAnswer)x!)._end(), this, _longest, Timeout.InfiniteTimeSpan);
        }

        // Outside the lock: a shutdown that has begun is told at once.
        _stop = _stopping.UnsafeRegister(static x => ((UnheardAnswer)x!).Hurry(), this);
    }

    private void Hurry()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _timer!.Change(LongestAtStop < _longest ? LongestAtStop : _longest, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
