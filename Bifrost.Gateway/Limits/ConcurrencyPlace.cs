namespace Bifrost.Gateway.Limits;

/// <summary>A place of one exchange among requests at once, or in the queue for one. Used again by later exchanges.</summary>
internal sealed class ConcurrencyPlace(ConcurrencyGate gate)
{
    private int _left;

    public Guid Key { get; private set; }

    public LimitedOwner[] Owners { get; private set; } = [];

    /// <summary>Of one that waits: set when its turn has come.</summary>
    public TaskCompletionSource? Turn { get; private set; }

    public bool IsRunning { get; set; }

    /// <summary>The counts of <see cref="Owners"/>, in their order.</summary>
    public RunningCalls[] Running { get; private set; } = [];

    /// <summary>Begins anew.</summary>
    public void Begin(Guid key, LimitedOwner[] owners, RunningCalls[] running)
    {
        (Key, Owners, Running, Turn, IsRunning) = (key, owners, running, null, false);
        Volatile.Write(ref _left, 0);
    }

    /// <summary>It does not fit now.</summary>
    public void Wait()
    {
        Turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Array.ForEach(Running, x => x.Waiting++);
    }

    /// <summary>Gives the place back; a second call does nothing.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            gate.Leave(this);
        }
    }
}
