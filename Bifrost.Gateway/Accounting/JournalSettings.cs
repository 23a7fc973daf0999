namespace Bifrost.Gateway.Accounting;

/// <summary>Where the journal is and how large it may grow.</summary>
/// <param name="Folder"><c>journal</c> below the data folder; made when missing, readable by its owner alone.</param>
public sealed record JournalSettings(string Folder)
{
    /// <summary>A file is begun when the one before has reached this size.</summary>
    public long SegmentBytes { get; init; } = 16L << 20;

    /// <summary>Above this size no new intent is taken. A million records or so: a quarter of an hour at 1,000 requests a second.</summary>
    public long LimitBytes { get; init; } = 1L << 30;
}
