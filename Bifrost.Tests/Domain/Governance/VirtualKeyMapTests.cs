using Bifrost.Domain.Governance;
using Bifrost.Domain.VirtualKeys;
using CsCheck;

namespace Bifrost.Tests.Domain.Governance;

public sealed class VirtualKeyMapTests
{
    /// <summary>What becomes of one of a few keys: gone, there, or there with a former secret. Secrets are few, so that they come back.</summary>
    private static readonly Gen<(int Key, int Secret, int Former)[]> Steps = Gen.Select(Gen.Int[0, 40], Gen.Int[-1, 3], Gen.Int[-1, 3]).Array[1, 12];

    [Fact]
    public void After_any_changes_it_finds_what_is_there_and_nothing_else() => Steps.Array[0, 30].Sample(changes =>
    {
        var (map, model) = (VirtualKeyMap.Empty, new Dictionary<Guid, VirtualKeySnapshot>());
        foreach (var change in changes)
        {
            var last = change.DistinctBy(x => x.Key).ToDictionary(x => IdOf(x.Key), x => Key(x.Key, x.Secret, x.Former));
            map = map.With([.. last.Values.OfType<VirtualKeySnapshot>()], last.Keys);
            foreach (var (id, key) in last)
            {
                if (key is null) model.Remove(id);
                else model[id] = key;
            }
        }

        AssertHolds(map, model);
        AssertHolds(VirtualKeyMap.Of(model.Values), model);
    });

    /// <summary>Ids of tests and imports may differ in a byte alone, and lie in one corner then if their bits are not mixed.</summary>
    [Theory]
    [InlineData("00000000-0000-0000-0000-00000000{0:X4}")]
    [InlineData("{0:X8}-0000-7000-8000-000000000000")]
    [InlineData("0190aaaa-bbbb-7ccc-{0:X4}-0123456789ab")]
    public void Ids_that_differ_little_are_found_as_fast(string format)
    {
        VirtualKeySnapshot[] keys = [.. Enumerable.Range(0, 30_000).Select(i => Key(Guid.Parse(string.Format(null, format, i)), i, 0))];
        var table = KeyTable.Of(keys, VirtualKeyMap.PlaceOfId);

        var longest = keys.Max(x =>
        {
            var (slots, steps) = (table.SlotsOf(VirtualKeyMap.PlaceOfId(x)), 0);
            for (var slot = KeyTable.Start(VirtualKeyMap.PlaceOfId(x), slots); !ReferenceEquals(slots[slot], x); slot = KeyTable.Next(slot, slots)) steps++;
            return steps;
        });

        Assert.InRange(longest, 0, 40);
    }

    [Fact]
    public void A_changed_key_copies_its_shards_and_no_other_key()
    {
        VirtualKeySnapshot[] keys = [.. Enumerable.Range(0, 50_000).Select(i => Key(Guid.CreateVersion7(), i, 0) with { Hash = KeyHash.Of($"{i}") })];
        var map = VirtualKeyMap.Of(keys);
        var changed = keys[7] with { Name = "changed" };

        var before = GC.GetAllocatedBytesForCurrentThread();
        var next = map.With([changed], [changed.Id]);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Same(changed, next.Find(changed.Hash));
        Assert.Same(changed, next.Find(changed.Id));
        Assert.Same(keys[7], map.Find(changed.Id));
        Assert.All(keys.Where((_, i) => i != 7), x => Assert.True(ReferenceEquals(x, next.Find(x.Id)) && ReferenceEquals(x, next.Find(x.Hash))));
        Assert.InRange(allocated, 1, 100_000);
    }

    private static void AssertHolds(VirtualKeyMap map, Dictionary<Guid, VirtualKeySnapshot> model)
    {
        var secrets = model.Values.Concat(model.Values.Select(x => x.Previous).OfType<VirtualKeySnapshot>()).ToDictionary(x => x.Hash);
        Assert.Equal(model.Count, map.Count);
        for (var key = 0; key <= 40; key++)
        {
            Assert.Same(model.GetValueOrDefault(IdOf(key)), map.Find(IdOf(key)));
            for (var secret = 0; secret <= 3; secret++)
            {
                var hash = HashOf(key, secret);
                Assert.Same(secrets.GetValueOrDefault(hash), map.Find(hash));
            }
        }
    }

    private static VirtualKeySnapshot? Key(int key, int secret, int former) => secret < 0 ? null : Key(IdOf(key), key, secret) switch
    {
        var now when former < 0 || former == secret => now,
        var now => now with { Previous = now with { Hash = HashOf(key, former) } },
    };

    private static VirtualKeySnapshot Key(Guid id, int key, int secret) => new() { Id = id, Hash = HashOf(key, secret), Name = $"key {key}", Models = ModelPatterns.Nothing };

    private static Guid IdOf(int key) => new(key, 0, 0, new byte[8]);

    // All in one shard and beginning at one slot: searches run into one another and round its end.
    private static KeyHash HashOf(int key, int secret) => new(ulong.MaxValue, (ulong)key, (ulong)secret, 0);
}
