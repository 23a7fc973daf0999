using Bifrost.Domain.Limits;

namespace Bifrost.Gateway.Limits;

/// <summary>How many calls of each owner are under way on this node, beside its limit and this node's part of it. Under the lock it is given.</summary>
internal sealed class CallsUnderWay(LimitShares shares, TimeProvider time, Lock counting)
{
    private const int PruneAbove = 10_000;

    private readonly Dictionary<(Guid Owner, string Account), RunningCalls> _running = [];
    private int _pruneAt = PruneAbove;

    /// <summary>One more call fits each of the owners.</summary>
    public bool Fit(LimitedOwner[] owners) => FindFull(owners) is null;

    /// <summary>The first owner that no other call fits.</summary>
    public LimitedOwner? FindFull(LimitedOwner[] owners)
    {
        var now = shares.IsShared ? time.GetTimestamp() : 0;
        foreach (var owner in owners)
        {
            var running = Of(owner);
            if (running.Count >= running.Limit || running.Count >= running.Share?.Room(now))
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>The first of which other nodes may give a place; null when none would let the call in.</summary>
    public RunningCalls? FindShort(LimitedOwner[] owners)
    {
        if (!shares.IsShared)
        {
            return null;
        }

        foreach (var owner in owners)
        {
            var running = Of(owner);
            if (running.Count >= running.Share!.Room(time.GetTimestamp()) && running.Count < running.Limit)
            {
                return running;
            }
        }

        return null;
    }

    public int CountOf(LimitedOwner owner) => _running.GetValueOrDefault((owner.Id, owner.Account))?.Count ?? 0;

    public void Add(LimitedOwner[] owners, int change)
    {
        foreach (var owner in owners)
        {
            var running = Of(owner);
            running.Count += change;
            if (running.Share is { } share)
            {
                share.LastUse = time.GetTimestamp();
            }
        }
    }

    private RunningCalls Of(LimitedOwner owner)
    {
        if (!_running.TryGetValue((owner.Id, owner.Account), out var running))
        {
            if (_running.Count >= _pruneAt)
            {
                Prune();
            }

            _running[(owner.Id, owner.Account)] = running = new RunningCalls();
            running.Share = shares.IsShared ? new NodeShare(new ShareKey(owner.Id, owner.Account), LimitShareStore.AtOnceKeep, counting, running) : null;
        }

        // As the newest question says; a call of an older runtime asks by what it was let in with.
        running.Limit = owner.Limits.MaxConcurrency!.Value;
        return running;
    }

    /// <summary>Forgets owners of which nothing is under way: callers choose the names of end users.</summary>
    private void Prune()
    {
        foreach (var (key, running) in _running)
        {
            if (running is { Count: 0, Share: null or { Cap: 0 } })
            {
                _running.Remove(key);
            }
        }

        _pruneAt = _running.Count + PruneAbove;
    }
}
