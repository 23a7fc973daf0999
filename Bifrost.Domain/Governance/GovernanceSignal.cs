namespace Bifrost.Domain.Governance;

/// <summary>Lets what was just changed in this process be served before the change is reported as done.</summary>
public sealed class GovernanceSignal
{
    /// <summary>Serves the newest governance and does not throw; null in a process that serves nothing.</summary>
    public Func<Task>? Serve { get; set; }

    /// <summary>After a commit.</summary>
    public Task RaiseAsync() => Serve?.Invoke() ?? Task.CompletedTask;
}
