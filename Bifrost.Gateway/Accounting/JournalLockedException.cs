namespace Bifrost.Gateway.Accounting;

/// <summary>Another process uses this data folder. Two would take each other's journal for that of a dead process.</summary>
public sealed class JournalLockedException(string folder, Exception? cause = null)
    : Exception($"The data folder of '{folder}' is in use by another Bifrost process. Stop that process, or give this one its own folder with --data.", cause);
