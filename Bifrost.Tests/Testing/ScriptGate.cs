namespace Bifrost.Tests.Testing;

/// <summary>
/// A gate of scripts that is open at the latest when its test ends, failed or not: a host that stops waits for the calls that wait
/// here. Declare it after the host.
/// </summary>
internal sealed class ScriptGate : IDisposable
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Opened => _opened.Task;

    public void Open() => _opened.TrySetResult();

    public void Dispose() => Open();
}
