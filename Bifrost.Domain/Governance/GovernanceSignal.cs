namespace Bifrost.Domain.Governance;

/// <summary>Wakes this process's snapshot loop after a local change, so that it need not wait for the next poll.</summary>
public sealed class GovernanceSignal
{
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next change.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    public void Raise() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
