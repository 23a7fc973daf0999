using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Bifrost.Migrations.Sqlite;

/// <summary>
/// A thread for work that may wait: one piece after another, and where the processors are busy the requests go first
/// (on Linux a thread has a nice value of its own; .NET's thread priorities do nothing there).
/// </summary>
internal sealed class QuietThread : IDisposable
{
    private const int ProcessOrThread = 0;
    private const int ThisThread = 0;
    private const int Nice = 5;

    private readonly BlockingCollection<Action> work = [];

    public QuietThread(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    /// <summary>Runs the work there. The task carries its result or what it threw.</summary>
    public Task<T> RunAsync<T>(Func<T> piece)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(piece());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    /// <summary>The thread ends after the work that was given to it.</summary>
    public void Dispose() => work.CompleteAdding();

    private void Run()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(ProcessOrThread, ThisThread, Nice);
        }

        foreach (var piece in work.GetConsumingEnumerable())
        {
            piece();
        }
    }

    [DllImport("libc", EntryPoint = "setpriority"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
