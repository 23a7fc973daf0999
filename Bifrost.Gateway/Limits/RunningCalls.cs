using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>The calls of one owner that are under way on this node. Guarded by the <see cref="ConcurrencyGate"/>'s lock.</summary>
internal sealed class RunningCalls : IShareCount
{
    public int Count { get; set; }

    /// <summary>Calls that wait for a place, or did when they were refused, and are not over.</summary>
    public int Waiting { get; set; }

    public long Limit { get; set; }

    /// <summary>This node's part; null where no other node shares the limit.</summary>
    public NodeShare? Share { get; set; }

    public long Used => Count;

    public ShareState Describe(ShareKey key, TimeSpan keep, DateTime utc) => new(key, Count, null, utc, keep);
}
