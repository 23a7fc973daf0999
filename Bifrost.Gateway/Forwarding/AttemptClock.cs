namespace Bifrost.Gateway.Forwarding;

/// <summary>The time limits of one attempt: until the response's head, then between its bytes.</summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _idle;

    public AttemptClock(TimeSpan firstByte, TimeSpan idle, TimeProvider time)
    {
        _idle = idle;
        _source = new CancellationTokenSource(firstByte, time);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>A limit was reached.</summary>
    public bool HasExpired => _source.IsCancellationRequested;

    /// <summary>The provider now has the idle time to send its next bytes.</summary>
    public void ExpectBytes()
    {
        if (!_source.IsCancellationRequested)
        {
            _source.CancelAfter(_idle);
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt was over already.
        }
    }

    /// <summary>The response is now watched by its tap.</summary>
    public void Release() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose() => _source.Dispose();
}
