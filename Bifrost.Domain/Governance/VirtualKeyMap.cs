using System.Runtime.InteropServices;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance;

/// <summary>Virtual keys by hash and by id, in shards: one changed key copies a shard, never the whole map. Immutable.</summary>
public sealed class VirtualKeyMap
{
    private readonly KeyTable _byHash;
    private readonly KeyTable _byId;

    private VirtualKeyMap(KeyTable byHash, KeyTable byId, int count)
    {
        _byHash = byHash;
        _byId = byId;
        Count = count;
    }

    public static VirtualKeyMap Empty { get; } = Of([]);

    public int Count { get; }

    /// <summary>The key of this secret; under its secret before the last rotation, the key's <see cref="VirtualKeySnapshot.Previous"/>.</summary>
    public VirtualKeySnapshot? Find(in KeyHash hash)
    {
        var place = PlaceOf(hash);
        var slots = _byHash.SlotsOf(place);
        for (var slot = KeyTable.Start(place, slots); slots[slot] is { } key; slot = KeyTable.Next(slot, slots))
        {
            if (key.Hash == hash)
            {
                return key;
            }
        }

        return null;
    }

    public VirtualKeySnapshot? Find(Guid id)
    {
        var place = PlaceOf(id);
        var slots = _byId.SlotsOf(place);
        for (var slot = KeyTable.Start(place, slots); slots[slot] is { } key; slot = KeyTable.Next(slot, slots))
        {
            if (key.Id == id)
            {
                return key;
            }
        }

        return null;
    }

    /// <summary>A map of exactly these keys.</summary>
    public static VirtualKeyMap Of(IReadOnlyCollection<VirtualKeySnapshot> keys) =>
        new(KeyTable.Of(Secrets(keys), x => PlaceOf(x.Hash)), KeyTable.Of(keys, PlaceOfId), keys.Count);

    /// <summary>A map without the keys of these ids, but with those given: how changed, revoked and new keys are applied.</summary>
    public VirtualKeyMap With(IReadOnlyCollection<VirtualKeySnapshot> current, IReadOnlyCollection<Guid> changed)
    {
        List<VirtualKeySnapshot> old = [.. changed.Concat(current.Select(x => x.Id)).Distinct().Select(Find).OfType<VirtualKeySnapshot>()];
        return new VirtualKeyMap(_byHash.With(Secrets(old), Secrets(current)), _byId.With(old, current), Count - old.Count + current.Count);
    }

    internal static ulong PlaceOfId(VirtualKeySnapshot key) => PlaceOf(key.Id);

    /// <summary>The keys, and once more those that have another secret still.</summary>
    private static List<VirtualKeySnapshot> Secrets(IReadOnlyCollection<VirtualKeySnapshot> keys) =>
        [.. keys, .. keys.Select(x => x.Previous).OfType<VirtualKeySnapshot>()];

    // SHA-256 is uniform already.
    private static ulong PlaceOf(in KeyHash hash) => hash.A;

    // Ids begin with the time, and a test's may differ in their last byte alone: multiplying spreads every bit to the top.
    private static ulong PlaceOf(Guid id)
    {
        var halves = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(ref id, 1));
        var mixed = (halves[0] ^ (halves[1] * 0x9E3779B97F4A7C15)) * 0xD6E8FEB86659FD93;
        return (mixed ^ (mixed >> 32)) * 0xD6E8FEB86659FD93;
    }
}
