using Bifrost.Gateway.Refusals;

namespace Bifrost.Gateway.Exchanges;

/// <summary>Lets an exchange that is under way be ended from outside: its key was revoked, its owner frozen. Thread-safe.</summary>
internal sealed class ExchangeEnd
{
    private readonly Lock _gate = new();
    private Action? _stop;

    /// <summary>Why it was ended; null while it was not.</summary>
    public Refusal? By { get; private set; }

    /// <summary>Ends it: the provider is no longer waited for, and the caller is told why. The first call counts.</summary>
    public void Now(Refusal by)
    {
        lock (_gate)
        {
            if (By is null)
            {
                By = by;
                _stop?.Invoke();
            }
        }
    }

    /// <summary>What stops waiting for the provider at this stage; called at once where it is ended already, and never again after null was given.</summary>
    public void StopBy(Action? stop)
    {
        lock (_gate)
        {
            _stop = stop;
            if (By is not null)
            {
                stop?.Invoke();
            }
        }
    }
}
