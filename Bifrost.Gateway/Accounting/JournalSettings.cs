namespace Bifrost.Gateway.Accounting;

/// <summary>Where the journal is and how large it may grow.</summary>
/// <param name="Folder"><c>journal</c> below the data folder; made when missing, readable by its owner alone.</param>
public sealed record JournalSettings(string Folder)
{
    /// <summary>A file is begun when the one before has reached this size. So much is reserved on the disk at once.</summary>
    public long SegmentBytes { get; init; } = 4L << 20;

    /// <summary>Above this many bytes of frames no new intent is taken. A million records or so: a quarter of an hour at 1,000 requests a second.</summary>
    public long LimitBytes { get; init; } = 1L << 30;

    /// <summary>Files are mapped where the file system allows it; false = each frame is a write, as elsewhere.</summary>
    internal bool MapSegments { get; init; } = true;
}
