using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance;

/// <summary>Virtual keys by hash and by id, in shards: one changed key copies a shard, never the whole map. Immutable.</summary>
public sealed class VirtualKeyMap
{
    private const int ShardCount = 4096;

    private readonly Dictionary<KeyHash, VirtualKeySnapshot>?[] _byHash;
    private readonly Dictionary<Guid, VirtualKeySnapshot>?[] _byId;

    private VirtualKeyMap(Dictionary<KeyHash, VirtualKeySnapshot>?[] byHash, Dictionary<Guid, VirtualKeySnapshot>?[] byId, int count)
    {
        _byHash = byHash;
        _byId = byId;
        Count = count;
    }

    public static VirtualKeyMap Empty { get; } = Of([]);

    public int Count { get; }

    public VirtualKeySnapshot? Find(in KeyHash hash) =>
        _byHash[ShardOf(hash)] is { } shard && shard.TryGetValue(hash, out var key) ? key : null;

    public VirtualKeySnapshot? Find(Guid id) =>
        _byId[ShardOf(id)] is { } shard && shard.TryGetValue(id, out var key) ? key : null;

    /// <summary>A map of exactly these keys.</summary>
    public static VirtualKeyMap Of(IReadOnlyCollection<VirtualKeySnapshot> keys)
    {
        var byHash = new Dictionary<KeyHash, VirtualKeySnapshot>?[ShardCount];
        var byId = new Dictionary<Guid, VirtualKeySnapshot>?[ShardCount];
        foreach (var key in keys)
        {
            (byHash[ShardOf(key.Hash)] ??= [])[key.Hash] = key;
            if (key.Previous is { } previous)
            {
                (byHash[ShardOf(previous.Hash)] ??= [])[previous.Hash] = previous;
            }

            (byId[ShardOf(key.Id)] ??= [])[key.Id] = key;
        }

        return new VirtualKeyMap(byHash, byId, keys.Count);
    }

    /// <summary>A map without the keys of these ids, but with those given: how changed, revoked and new keys are applied.</summary>
    public VirtualKeyMap With(IReadOnlyCollection<VirtualKeySnapshot> current, IReadOnlyCollection<Guid> changed)
    {
        var byHash = new CopyOnWrite<KeyHash>(_byHash);
        var byId = new CopyOnWrite<Guid>(_byId);
        var count = Count;
        foreach (var id in changed)
        {
            if (Find(id) is { } old)
            {
                byId.Shard(ShardOf(id)).Remove(id);
                byHash.Shard(ShardOf(old.Hash)).Remove(old.Hash);
                if (old.Previous is { } previous)
                {
                    byHash.Shard(ShardOf(previous.Hash)).Remove(previous.Hash);
                }

                count--;
            }
        }

        foreach (var key in current)
        {
            byId.Shard(ShardOf(key.Id))[key.Id] = key;
            byHash.Shard(ShardOf(key.Hash))[key.Hash] = key;
            if (key.Previous is { } previous)
            {
                byHash.Shard(ShardOf(previous.Hash))[previous.Hash] = previous;
            }

            count++;
        }

        return new VirtualKeyMap(byHash.Shards, byId.Shards, count);
    }

    // The dictionaries use the hash's first half; the shard takes other bits so that shards stay evenly filled.
    private static int ShardOf(in KeyHash hash) => (int)(hash.B & (ShardCount - 1));

    private static int ShardOf(Guid id) => (int)((uint)id.GetHashCode() % ShardCount);

    private sealed class CopyOnWrite<TKey>(Dictionary<TKey, VirtualKeySnapshot>?[] source)
        where TKey : notnull
    {
        private readonly HashSet<int> _copied = [];

        public Dictionary<TKey, VirtualKeySnapshot>?[] Shards { get; } = (Dictionary<TKey, VirtualKeySnapshot>?[])source.Clone();

        public Dictionary<TKey, VirtualKeySnapshot> Shard(int index)
        {
            if (_copied.Add(index))
            {
                Shards[index] = Shards[index] is { } old ? new(old) : new();
            }

            return Shards[index]!;
        }
    }
}
