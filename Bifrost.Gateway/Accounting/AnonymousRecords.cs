namespace Bifrost.Gateway.Accounting;

/// <summary>
/// Bounds the records of calls without a valid key: anybody can make those, so a flood must not fill the disk. Every one
/// is counted in the metrics; a record is kept of the first few of each second.
/// </summary>
internal sealed class AnonymousRecords(TimeProvider time)
{
    /// <summary>Records kept of one second.</summary>
    private const int PerSecond = 20;

    private long _second;
    private int _count;

    public bool MayRecord()
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (Interlocked.Exchange(ref _second, second) != second)
        {
            Volatile.Write(ref _count, 0);
        }

        return Interlocked.Increment(ref _count) <= PerSecond;
    }
}
