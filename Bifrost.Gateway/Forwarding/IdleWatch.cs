namespace Bifrost.Gateway.Forwarding;

/// <summary>Cancels a read that waits longer than the idle timeout. One timer a response, none when there is no limit.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly TimeSpan _timeout;
    private readonly ITimer? _timer;
    private CancellationTokenRegistration _registration;
    private CancellationToken _outer;

    public IdleWatch(TimeSpan timeout, TimeProvider clock)
    {
        _timeout = timeout;
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timer = clock.CreateTimer(
                static watch => ((IdleWatch)watch!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The silence lasted too long.</summary>
    public bool HasFired { get; private set; }

    /// <summary>The token to read with: cancelled by the outer one and by <see cref="Start"/>'s timeout.</summary>
    public CancellationToken TokenFor(CancellationToken outer)
    {
        if (_timer is null)
        {
            return outer;
        }

        if (outer != _outer)
        {
            _registration.Dispose();
            _outer = outer;
            _registration = outer.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        }

        return _source.Token;
    }

    public void Start() => _timer?.Change(_timeout, Timeout.InfiniteTimeSpan);

    public void Stop() => _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer?.Dispose();
        _registration.Dispose();
    }

    private void Fire()
    {
        HasFired = true;
        _source.Cancel();
    }
}
