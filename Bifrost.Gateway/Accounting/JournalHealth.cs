using Microsoft.Extensions.Logging;

namespace Bifrost.Gateway.Accounting;

/// <summary>Whether the journal can be written, and what is to be said when that changes. Changed under the journal's lock, logged outside it.</summary>
internal sealed class JournalHealth(string folder, ILogger logger)
{
    private volatile Exception? failure;
    private bool full;
    private bool recovered;

    /// <summary>What is to be logged, once a change.</summary>
    public enum Change
    {
        None,
        Failed,
        Full,
        Recovered,
    }

    public bool Failed => failure is not null;

    /// <summary>Why the journal cannot be written at present.</summary>
    public Exception? Failure => failure;

    /// <summary>A write or a flush failed, or the limit is reached.</summary>
    public Change Note(Exception cause)
    {
        if (cause is JournalUnavailableException)
        {
            var first = !full;
            full = true;
            return first ? Change.Full : Change.None;
        }

        var changed = failure is null;
        failure = cause;
        return changed ? Change.Failed : Change.None;
    }

    /// <summary>Everything that could not be written is written.</summary>
    public void Recover()
    {
        failure = null;
        recovered = true;
    }

    /// <summary>An intent could be written.</summary>
    public Change NoteWritable()
    {
        var changed = full || recovered;
        (full, recovered) = (false, false);
        return changed ? Change.Recovered : Change.None;
    }

    public void Report(Change change, Exception? cause)
    {
        switch (change)
        {
            case Change.Failed: logger.JournalFailed(folder, cause!); break;
            case Change.Full: logger.JournalFull(folder); break;
            case Change.Recovered: logger.JournalRecovered(folder); break;
            default: break;
        }
    }
}
