namespace Bifrost.Gateway.Accounting;

/// <summary>One process a data folder. The system drops the lock with the process, however it ends.</summary>
internal static class JournalLock
{
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    /// <exception cref="JournalLockedException">Another process holds it.</exception>
    public static FileStream Take(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is WouldBlockLinux or WouldBlockMac or SharingViolationWindows)
        {
            throw new JournalLockedException(folder, exception);
        }
    }
}
