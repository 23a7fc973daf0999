namespace Bifrost.Domain.Governance;

/// <summary>
/// References to virtual keys by a uniform number of each, its place. The top bits choose one of many small shards, of which a
/// change copies only those that it touches; the next ones choose where in the shard a search begins. Immutable.
/// </summary>
internal sealed class KeyTable
{
    private const int ShardBits = 12;

    private static readonly VirtualKeySnapshot?[] Nothing = [null];

    private readonly VirtualKeySnapshot?[][] _shards;
    private readonly Func<VirtualKeySnapshot, ulong> _place;

    private KeyTable(VirtualKeySnapshot?[][] shards, Func<VirtualKeySnapshot, ulong> place)
    {
        _shards = shards;
        _place = place;
    }

    public static KeyTable Of(IReadOnlyCollection<VirtualKeySnapshot> keys, Func<VirtualKeySnapshot, ulong> place)
    {
        var counts = new int[1 << ShardBits];
        foreach (var key in keys)
        {
            counts[ShardOf(place(key))]++;
        }

        var shards = Array.ConvertAll(counts, Slots);
        foreach (var key in keys)
        {
            Put(shards[ShardOf(place(key))], key, place(key));
        }

        return new KeyTable(shards, place);
    }

    /// <summary>Whoever looks for a place begins at <see cref="Start"/> and goes on by <see cref="Next"/> to the first empty slot.</summary>
    public VirtualKeySnapshot?[] SlotsOf(ulong place) => _shards[ShardOf(place)];

    public static int Start(ulong place, VirtualKeySnapshot?[] slots) => (int)(((place >> (32 - ShardBits)) & uint.MaxValue) * (ulong)slots.Length >> 32);

    public static int Next(int slot, VirtualKeySnapshot?[] slots) => slot + 1 == slots.Length ? 0 : slot + 1;

    /// <summary>The table without some entries, but with others.</summary>
    public KeyTable With(IReadOnlyCollection<VirtualKeySnapshot> without, IReadOnlyCollection<VirtualKeySnapshot> added)
    {
        var gone = new HashSet<VirtualKeySnapshot>(without, ReferenceEqualityComparer.Instance);
        var fresh = added.ToLookup(x => ShardOf(_place(x)));
        var shards = (VirtualKeySnapshot?[][])_shards.Clone();
        foreach (var shard in without.Concat(added).Select(x => ShardOf(_place(x))).Distinct())
        {
            List<VirtualKeySnapshot> keys = [.. shards[shard].OfType<VirtualKeySnapshot>().Where(x => !gone.Contains(x)), .. fresh[shard]];
            var slots = Slots(keys.Count);
            keys.ForEach(x => Put(slots, x, _place(x)));
            shards[shard] = slots;
        }

        return new KeyTable(shards, _place);
    }

    private static int ShardOf(ulong place) => (int)(place >> (64 - ShardBits));

    // Half of the slots stay empty: every search ends, and soon.
    private static VirtualKeySnapshot?[] Slots(int count) => count == 0 ? Nothing : new VirtualKeySnapshot?[count * 2];

    private static void Put(VirtualKeySnapshot?[] slots, VirtualKeySnapshot key, ulong place)
    {
        var slot = Start(place, slots);
        while (slots[slot] is not null)
        {
            slot = Next(slot, slots);
        }

        slots[slot] = key;
    }
}
