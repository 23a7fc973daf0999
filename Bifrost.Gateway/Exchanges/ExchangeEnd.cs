using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Exchanges;

/// <summary>Lets an exchange that is under way be ended from outside: its key was revoked, its owner frozen. Thread-safe.</summary>
internal sealed class ExchangeEnd
{
    private readonly Lock _gate = new();
    private Action? _stop;

    /// <summary>Why it was ended; null while it was not.</summary>
    public Refusal? By { get; private set; }

    /// <summary>Ends it: the provider is no longer waited for, and the caller is told why. The first call counts; it does not wait.</summary>
    public void Now(Refusal by)
    {
        Action? stop;
        lock (_gate)
        {
            stop = By is null ? _stop : null;
            By ??= by;
        }

        if (stop is not null)
        {
            // What waits for the provider goes on from the cancellation: never on the thread that serves changes.
            ThreadPool.UnsafeQueueUserWorkItem(static x => x(), stop, preferLocal: false);
        }
    }

    /// <summary>What stops waiting for the provider at this stage; called at once where it is ended already. It may be called after its stage is over.</summary>
    public void StopBy(Action? stop)
    {
        bool ended;
        lock (_gate)
        {
            _stop = stop;
            ended = By is not null;
        }

        if (ended)
        {
            stop?.Invoke();
        }
    }
}
