using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>How many calls of each owner are under way on this node, beside its limit and this node's part of it. Under the lock it is given.</summary>
internal sealed class CallsUnderWay(LimitShares shares, TimeProvider time, Lock counting)
{
    private const int PruneAbove = 10_000;

    private readonly Dictionary<(Guid Owner, string Account), RunningCalls> _running = [];
    private int _named;
    private int _pruneAt = PruneAbove;

    /// <summary>The counts of a plan's owners, in their order; found once for a plan.</summary>
    public RunningCalls[] Of(LimitPlan plan) => plan.Running ??= Array.ConvertAll(plan.Concurrent, Find);

    /// <summary>One more call fits each of the owners.</summary>
    public bool Fit(ConcurrencyPlace place) => FullAt(place) < 0;

    /// <summary>Which of the owners no other call fits; negative when one fits all.</summary>
    public int FullAt(ConcurrencyPlace place)
    {
        var now = shares.IsShared ? time.GetTimestamp() : 0;
        var running = place.Running;
        for (var i = 0; i < running.Length; i++)
        {
            // As the newest question says; a call of an older runtime asks by what it was let in with.
            running[i].Limit = place.Owners[i].Limits.MaxConcurrency!.Value;
            if (running[i].Count >= running[i].Limit || running[i].Count >= running[i].Share?.Room(now))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The first of which other nodes may give a place; null when none would let the call in.</summary>
    public RunningCalls? FindShort(ConcurrencyPlace place)
    {
        if (!shares.IsShared)
        {
            return null;
        }

        var now = time.GetTimestamp();
        return Array.Find(place.Running, x => x.Count >= x.Share!.Room(now) && x.Count < x.Limit);
    }

    public int CountOf(LimitedOwner owner) => _running.GetValueOrDefault((owner.Id, owner.Account))?.Count ?? 0;

    public void Add(ConcurrencyPlace place, int change)
    {
        foreach (var running in place.Running)
        {
            running.Count += change;
            if (running.Share is { } share)
            {
                share.LastUse = time.GetTimestamp();
            }
        }
    }

    private RunningCalls Find(LimitedOwner owner)
    {
        if (!_running.TryGetValue((owner.Id, owner.Account), out var running))
        {
            if (owner.Account.Length > 0 && ++_named >= _pruneAt)
            {
                Prune();
            }

            _running[(owner.Id, owner.Account)] = running = new RunningCalls { Limit = owner.Limits.MaxConcurrency!.Value };
            running.Share = shares.IsShared ? new NodeShare(new ShareKey(owner.Id, owner.Account), LimitShareStore.AtOnceKeep, counting, running) : null;
        }

        return running;
    }

    /// <summary>
    /// Forgets end users and tag values of which nothing is under way: callers choose their names. Owners of their own are kept:
    /// plans hold them.
    /// </summary>
    private void Prune()
    {
        foreach (var (key, running) in _running)
        {
            if (key.Account.Length > 0 && running is { Count: 0, Waiting: 0, Share: null or { Cap: 0 } })
            {
                _running.Remove(key);
                _named--;
            }
        }

        _pruneAt = _named + PruneAbove;
    }
}
