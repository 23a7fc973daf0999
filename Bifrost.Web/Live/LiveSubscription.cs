namespace Bifrost.Web.Live;

/// <summary>One page's updates. Paused, it reads nothing; resumed, it updates at once if it missed something.</summary>
internal sealed class LiveSubscription : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Task> _update;
    private readonly TimeSpan _atMost;
    private readonly TimeSpan _atLeast;
    private readonly TimeProvider _time;
    private volatile bool _isPaused;
    private volatile bool _missed;

    internal LiveSubscription(Func<Task> update, TimeSpan atMost, TimeSpan atLeast, TimeProvider time)
    {
        _update = update;
        _atMost = atMost;
        _atLeast = atLeast;
        _time = time;
        _ = Task.Run(RunAsync);
    }

    internal event Action? Ended;

    public bool IsPaused
    {
        get => _isPaused;
        set
        {
            _isPaused = value;
            if (!value && _missed)
            {
                Signal();
            }
        }
    }

    /// <summary>Something changed. Cheap, from any thread.</summary>
    public void Signal()
    {
        lock (_signal)
        {
            if (_signal.CurrentCount == 0)
            {
                _signal.Release();
            }
        }
    }

    /// <summary>No further update begins. The loop may still run one: its source and its signal hold nothing to dispose of.</summary>
    public void Dispose()
    {
        Ended?.Invoke();
        _stop.Cancel();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await WaitAsync();
                _missed = _isPaused;
                if (!_isPaused)
                {
                    await _update();
                    await Task.Delay(_atMost, _time, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        finally
        {
            Ended?.Invoke();
        }
    }

    /// <summary>Until something changed or <see cref="_atLeast"/> has passed.</summary>
    private async Task WaitAsync()
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var signal = _signal.WaitAsync(rest.Token);
        await Task.WhenAny(signal, Task.Delay(_atLeast, _time, rest.Token));
        await rest.CancelAsync();
        await ((Task)signal).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Token.ThrowIfCancellationRequested();
    }
}
