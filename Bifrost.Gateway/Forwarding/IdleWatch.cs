namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Cancels a read that waits longer than the idle timeout. One timer a response, none when there is no limit; it is set
/// anew only when it rings, so that a read costs no more than noting when it began.
/// </summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly ITimer? _timer;
    private CancellationTokenRegistration _registration;
    private CancellationToken _outer;
    private long _waitingSince;
    private int _isSet;

    public IdleWatch(TimeSpan timeout, TimeProvider clock)
    {
        _timeout = timeout;
        _clock = clock;
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timer = clock.CreateTimer(
                static watch => ((IdleWatch)watch!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The silence lasted too long.</summary>
    public bool HasFired { get; private set; }

    /// <summary>The token to read with: cancelled by the outer one and by <see cref="Start"/>'s timeout.</summary>
    public CancellationToken TokenFor(CancellationToken outer)
    {
        if (outer != _outer)
        {
            _registration.Dispose();
            _outer = outer;
            _registration = outer.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        }

        return _source.Token;
    }

    /// <summary>Ends a read that waits, and every later one.</summary>
    public void Cancel() => _source.Cancel();

    /// <summary>A read begins to wait.</summary>
    public void Start()
    {
        if (_timer is null)
        {
            return;
        }

        Volatile.Write(ref _waitingSince, _clock.GetTimestamp());
        if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The read has its bytes.</summary>
    public void Stop() => Volatile.Write(ref _waitingSince, 0);

    public void Dispose()
    {
        _timer?.Dispose();
        _registration.Dispose();
    }

    private void Ring()
    {
        // A full fence: either this sees the read that Start has noted, or Start sees that the timer must be set.
        Interlocked.Exchange(ref _isSet, 0);
        var since = Volatile.Read(ref _waitingSince);
        if (since == 0)
        {
            return;
        }

        var left = _timeout - _clock.GetElapsedTime(since);
        if (left <= TimeSpan.Zero)
        {
            HasFired = true;
            _source.Cancel();
        }
        else if (Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _timer!.Change(left, Timeout.InfiniteTimeSpan);
        }
    }
}
