namespace Bifrost.Gateway.Forwarding;

/// <summary>
/// Cancels a read that waits longer than the idle timeout. One timer a response, none when there is no limit; it is set
/// anew only when it rings, so that a read costs no more than noting when it began.
/// </summary>
internal sealed class IdleWatch : IDisposable
{
    /// <summary>How long the provider's last word is waited for when the caller has left.</summary>
    public static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source = new();
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly ITimer? _timer;
    private readonly Func<bool>? _awaitsLastWord;
    private ITimer? _lastWord;
    private CancellationTokenRegistration _registration;
    private CancellationToken _outer;
    private long _waitingSince;
    private int _isSet;

    /// <param name="timeout">The longest wait, or infinite.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="awaitsLastWord">Asked when the outer token is cancelled: whether the provider's last word is still worth a wait.</param>
    public IdleWatch(TimeSpan timeout, TimeProvider clock, Func<bool>? awaitsLastWord = null)
    {
        _awaitsLastWord = awaitsLastWord;
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
            _registration = outer.UnsafeRegister(static watch => ((IdleWatch)watch!).OuterCancelled(), this);
        }

        return _source.Token;
    }

    /// <summary>From here on the provider has <see cref="LastWord"/> to end its answer. A second call changes nothing.</summary>
    public void BeginLastWord()
    {
        if (Volatile.Read(ref _lastWord) is null)
        {
            var timer = _clock.CreateTimer(static watch => ((IdleWatch)watch!).Cancel(), this, LastWord, Timeout.InfiniteTimeSpan);
            if (Interlocked.CompareExchange(ref _lastWord, timer, null) is not null)
            {
                timer.Dispose();
            }
        }
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

    /// <summary>
    /// Ends a read that still waits: a connection drained beside it would go back to the pool, and the read take the bytes of the
    /// next call there.
    /// </summary>
    public void Dispose()
    {
        _source.Cancel();
        _timer?.Dispose();
        Volatile.Read(ref _lastWord)?.Dispose();
        _registration.Dispose();
    }

    private void OuterCancelled()
    {
        if (_awaitsLastWord?.Invoke() == true)
        {
            BeginLastWord();
        }
        else
        {
            _source.Cancel();
        }
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
