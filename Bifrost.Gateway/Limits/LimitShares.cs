using System.Collections.Concurrent;
using Bifrost.Domain.Limits;
using Bifrost.Domain.Persistence;

namespace Bifrost.Gateway.Limits;

/// <summary>
/// The parts of limits that this node has. Where it shares the database a limit is used from its part, and more is taken when that
/// does not do; the other nodes are asked for what they do not use before a no. While the database is away each node uses
/// an equal part. Thread-safe.
/// </summary>
internal sealed class LimitShares(LimitShareStore store, GatewaySettings settings, TimeProvider time)
{
    private static readonly TimeSpan LongestAsk = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRecall = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RecallRound = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Closed = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ClosedWithoutDatabase = TimeSpan.FromSeconds(1);

    // Each keeper looks once a second: by then every node has said what it used while none could.
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<ShareKey, NodeShare> _active = new();
    private long _knownFrom;
    private ConcurrentDictionary<ShareKey, LimitShare> _restored = new();

    /// <summary>Other nodes may use the same limits.</summary>
    public bool IsShared => settings.SharesDatabase;

    /// <summary>This node serves calls itself.</summary>
    public bool ServesCallers => settings.ServesCallers;

    /// <summary>How many other nodes serve calls, as the database last said; also those that use no limit now and may at once.</summary>
    public int OtherNodes { get; set; }

    /// <summary>How long after a recall no more than what is missing is taken.</summary>
    public static TimeSpan Tense { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Those that were used lately.</summary>
    public ICollection<NodeShare> Active => _active.Values;

    public NodeShare? Find(ShareKey key) => _active.GetValueOrDefault(key);

    /// <summary>What an earlier run of this node had counted; each is taken once.</summary>
    public void Restore(IEnumerable<LimitShare> rows) =>
        _restored = new(rows.Select(x => KeyValuePair.Create(new ShareKey(x.LimitId, x.Account), x)));

    public LimitShare? TakeRestored(ShareKey key) => !_restored.IsEmpty && _restored.TryRemove(key, out var row) ? row : null;

    /// <summary>Has the keeper look after it.</summary>
    public void Keep(NodeShare share) => _active.TryAdd(share.Key, share);

    /// <summary>Nothing is used of it and nothing had.</summary>
    public void Drop(NodeShare share) => _active.TryRemove(new(share.Key, share));

    public long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>Takes more of a limit. False when the other nodes use what is missing.</summary>
    public async ValueTask<bool> GrowAsync(NodeShare share, long amount, CancellationToken cancellationToken)
    {
        Keep(share);
        if (time.GetTimestamp() < share.ClosedUntil)
        {
            return share.Fits(amount, time.GetTimestamp());
        }

        await share.Asking.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetTimestamp();
            if (share.Fits(amount, now))
            {
                return true;
            }

            // A node that gives its part up to others takes none of it back meanwhile.
            return now >= share.ClosedUntil && share.MissingFor(amount) > 0 && await AskAsync(share, amount, cancellationToken);
        }
        finally
        {
            share.Asking.Release();
        }
    }

    /// <summary>The database is away. Until some time after it is back it does not know what each node used meanwhile: nobody asks it for more.</summary>
    public void NoteAway() => Volatile.Write(ref _knownFrom, After(CatchUp));

    /// <summary>What each node may use while none can ask.</summary>
    public long EqualPartOf(NodeShare share) => share.Limit / (Math.Max(OtherNodes, share.Others?.Nodes ?? 0) + 1);

    private async Task<bool> AskAsync(NodeShare share, long amount, CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < Volatile.Read(ref _knownFrom))
        {
            return UseEqualPart(share, amount);
        }

        using var patience = new CancellationTokenSource(LongestAsk, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await AskDatabaseAsync(share, amount, either.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            if (DatabaseFailure.IsAway(exception))
            {
                NoteAway();
            }

            return UseEqualPart(share, amount);
        }
    }

    private bool UseEqualPart(NodeShare share, long amount)
    {
        share.SetCap(Math.Max(share.Cap, EqualPartOf(share)));
        share.ClosedUntil = After(ClosedWithoutDatabase);
        return share.MissingFor(amount) == 0;
    }

    private async Task<bool> AskDatabaseAsync(NodeShare share, long amount, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var recalled = false; ;)
        {
            var missing = share.MissingFor(amount);
            if (missing == 0)
            {
                return true;
            }

            var limit = share.Limit;
            var wanted = time.GetTimestamp() < share.TenseUntil ? 0 : limit;
            var answer = await store.AskAsync(share.Key, limit, share.Cap, missing, wanted, share.Keep, cancellationToken);
            share.SetCap(answer.Cap);
            share.CapTold = answer.Cap;
            share.Others = answer.Used;
            if (answer.Granted)
            {
                return true;
            }

            if (answer.Others == 0 || (recalled && answer.Unanswered == 0) || time.GetElapsedTime(began) > LongestRecall)
            {
                share.ClosedUntil = After(Closed);
                return false;
            }

            if (!recalled)
            {
                recalled = true;
                share.TenseUntil = After(Tense);
                await store.RecallAsync(share.Key, cancellationToken);
            }

            await Task.Delay(RecallRound, time, cancellationToken);
        }
    }
}
