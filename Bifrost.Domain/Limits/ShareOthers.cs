namespace Bifrost.Domain.Limits;

/// <summary>What the other nodes together have of a limit that this node has a part of.</summary>
/// <param name="Used">What they had counted when each last said.</param>
/// <param name="FreesAt">When the oldest of it counts no more; UTC.</param>
/// <param name="Nodes">How many of them may use it.</param>
/// <param name="ResetsAt">When none of it counts any more; UTC. Null of requests at once, and where nothing counts.</param>
public sealed record ShareOthers(long Used, DateTime? FreesAt, int Nodes, DateTime? ResetsAt = null)
{
    /// <summary>The same with one more node.</summary>
    /// <param name="oldest">The age in ms of the oldest that it counted when it said so.</param>
    /// <param name="newest">The age of the newest.</param>
    internal static ShareOthers And(ShareOthers? before, long used, DateTime freesAt, bool mayUse, long oldest, long newest)
    {
        var sum = before ?? new ShareOthers(0, null, 0);
        var nodes = sum.Nodes + (mayUse ? 1 : 0);
        if (used <= 0)
        {
            return sum with { Nodes = nodes };
        }

        var resetsAt = freesAt.AddMilliseconds(Math.Max(0, oldest - newest));
        return new ShareOthers(sum.Used + used, sum.FreesAt < freesAt ? sum.FreesAt : freesAt, nodes, sum.ResetsAt > resetsAt ? sum.ResetsAt : resetsAt);
    }
}
