namespace Bifrost.Domain.Governance;

/// <summary>Lets what was just changed in this process be served before the change is reported as done.</summary>
public sealed class GovernanceSignal
{
    /// <summary>Serves the newest governance and does not throw; null in a process that serves nothing.</summary>
    public Func<Task>? Serve { get; set; }

    /// <summary>
    /// Brings into the database what calls of this process cost and is not there yet, so that a budget which begins with a change
    /// counts it. Does not throw because of the database; null in a process that serves nothing.
    /// </summary>
    public Func<CancellationToken, Task>? Settle { get; set; }

    /// <summary>Before a change begins.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => Settle?.Invoke(cancellationToken) ?? Task.CompletedTask;

    /// <summary>After a commit.</summary>
    public Task RaiseAsync() => Serve?.Invoke() ?? Task.CompletedTask;
}
