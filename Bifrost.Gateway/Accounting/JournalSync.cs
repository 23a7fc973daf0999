namespace Bifrost.Gateway.Accounting;

/// <summary>
/// A thread of its own that brings the journal to the disk, at most every 5 ms and only when there is something new, so
/// that no request waits for a disk. While the journal is failing it asks every quarter of a second whether it recovered.
/// </summary>
internal sealed class JournalSync : IDisposable
{
    private const int GroupMilliseconds = 5;
    private const int ProbeMilliseconds = 250;

    private readonly AutoResetEvent wake = new(false);
    private readonly ManualResetEvent stop = new(false);
    private readonly Action sync;
    private readonly Func<bool> needsProbe;
    private readonly Action probe;
    private readonly Thread thread;
    private int dirty;

    public JournalSync(Action sync, Func<bool> needsProbe, Action probe)
    {
        this.sync = sync;
        this.needsProbe = needsProbe;
        this.probe = probe;
        thread = new Thread(Run) { IsBackground = true, Name = "Bifrost journal" };
        thread.Start();
    }

    /// <summary>There is something new. Costs a system call at most once per group.</summary>
    public void Signal()
    {
        if (Volatile.Read(ref dirty) == 0 && Interlocked.Exchange(ref dirty, 1) == 0)
        {
            wake.Set();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stop.Set();
        wake.Set();
        thread.Join();
        sync();
        wake.Dispose();
        stop.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            wake.WaitOne(needsProbe() ? ProbeMilliseconds : Timeout.Infinite);
            if (stop.WaitOne(GroupMilliseconds))
            {
                return;
            }

            if (needsProbe())
            {
                probe();
            }

            if (Interlocked.Exchange(ref dirty, 0) == 1)
            {
                sync();
            }
        }
    }
}
