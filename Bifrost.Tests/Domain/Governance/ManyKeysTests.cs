using System.Diagnostics;
using System.Globalization;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Governance;

/// <summary>
/// What a snapshot of a million keys takes; prints the figures. Bytes and sharing are exact; times are given room enough that a
/// busy machine does not decide: <c>--filter-class '*ManyKeysTests' --output Detailed</c>.
/// </summary>
[Collection(LoneTests.Name)]
public sealed class ManyKeysTests
{
    private const int Count = 1_000_000;
    private const int Looks = 1_000_000;

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases)), Trait("Category", "Long")]
    public async Task A_million_keys_load_change_and_are_found(DatabaseKind kind)
    {
        await using var database = await GovernedDatabase.CreateAsync(kind);
        await ManyKeys.FillAsync(database, Count);
        var reader = database.Get<GovernanceReader>();
        var before = Resident();
        var (snapshot, load) = await MeasureAsync(() => reader.ReadAsync());
        var bytes = (double)(Resident() - before) / Count;
        Say($"{kind}: {Count:N0} keys, 100,000 with a budget: loaded in {load}, {bytes:0} bytes a key");

        var hashes = await HashesAsync(database);
        var keys = snapshot.VirtualKeys;
        Assert.Equal(Count, keys.Count);
        Assert.All(hashes, x => Assert.Equal(x, keys.Find(x)?.Hash));
        var few = VirtualKeyMap.Of([.. hashes.Take(1_000).Select(x => keys.Find(x)!)]);
        var (small, large) = (LookUp(few, hashes[..1_000]), LookUp(keys, hashes));
        Say($"{kind}: a look-up takes {small:0} ns among 1,000 and {large:0} ns among {Count:N0}");

        var key = keys.Find(hashes[17])!;
        Assert.True((await database.Get<VirtualKeyCommands>().UpdateAsync(Actor.CommandLine, key.Id, 1, new VirtualKeySpec(key.Name, Models: ["other/*"]))).IsOk);
        var (next, change) = await MeasureAsync(() => reader.ReadAsync(snapshot));
        Assert.True((await database.Get<VirtualKeyCommands>().RevokeAsync(Actor.CommandLine, keys.Find(hashes[18])!.Id)).IsOk);
        var (last, second) = await MeasureAsync(() => reader.ReadAsync(next));
        Say($"{kind}: a changed key is live after {change}, the next one after {second}");
        Assert.Null(last.VirtualKeys.Find(hashes[18]));

        var changed = next.VirtualKeys.Find(hashes[17])!;
        Assert.Equal(["other/*"], changed.Models.Patterns);
        Assert.Same(changed, next.VirtualKeys.Find(key.Id));
        Assert.All(hashes.Where((_, i) => i != 17), x => Assert.Same(keys.Find(x), next.VirtualKeys.Find(x)));
        Assert.InRange(AllocatedBy(() => keys.With([changed], [key.Id])), 1, 200_000);
        Assert.InRange(bytes, 100, 400);
        Assert.True(load.Wall < TimeSpan.FromSeconds(25), $"Loading took {load}; the bar is 5 s.");
        Assert.True(change.Wall < TimeSpan.FromSeconds(1), $"A change took {change}; the bar is 100 ms.");
        Assert.True(large < small + 2_000, $"A look-up took {small:0} ns among few and {large:0} ns among many.");
    }

    /// <summary>Nanoseconds of one, the best of several rounds; none of them may allocate.</summary>
    private static double LookUp(VirtualKeyMap keys, KeyHash[] hashes)
    {
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var found = 0;
            var watch = Stopwatch.StartNew();
            var allocated = AllocatedBy(() =>
            {
                for (var i = 0; i < Looks; i += hashes.Length)
                {
                    foreach (ref readonly var hash in hashes.AsSpan())
                    {
                        found += keys.Find(hash) is null ? 0 : 1;
                    }
                }
            });
            best = watch.Elapsed < best ? watch.Elapsed : best;
            Assert.Equal(Looks, found);
            Assert.Equal(0, allocated);
        }

        return best.TotalNanoseconds / Looks;
    }

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Of all keys, in an order that has nothing to do with where they lie.</summary>
    private static async Task<KeyHash[]> HashesAsync(GovernedDatabase database)
    {
        await using var db = database.Open();
        var hashes = (await db.VirtualKeys.Select(x => x.Hash).ToListAsync()).ConvertAll(x => KeyHash.FromBytes(x)).ToArray();
        new Random(5).Shuffle(hashes);
        return hashes;
    }

    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static async Task<(T Result, Taken Taken)> MeasureAsync<T>(Func<Task<T>> action)
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var result = await action();
        var wall = watch.Elapsed;
        process.Refresh();
        return (result, new Taken(wall, process.TotalProcessorTime - cpu));
    }

    private static void Say(FormattableString line) => TestContext.Current.TestOutputHelper!.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <param name="Cpu">Of this process; PostgreSQL's own is not in it.</param>
    private sealed record Taken(TimeSpan Wall, TimeSpan Cpu)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall.TotalMilliseconds:0} ms ({Cpu.TotalMilliseconds:0} ms of CPU)");
    }
}
