using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class UsageRetentionTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Prunes_what_has_a_term_and_keeps_the_money(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var old = Enumerable.Range(0, 450).Select(i => At(Noon.AddDays(-91).AddSeconds(i))).ToArray();
        UsageRecord[] young = [At(Noon.AddDays(-89)), At(Noon.AddDays(-7)), At(Noon.AddHours(-1))];
        await database.WriteAsync(old.Concat(young));
        await using var db = database.CreateDbContext();
        db.CapturedContents.AddRange(Content(old[0], 99), Content(young[0], -1), Content(young[1], 1));
        await db.SaveChangesAsync();
        var before = await database.TotalsAsync();

        var pruned = await new UsageRetention(database, new FixedClock(), NullLogger<UsageRetention>.Instance).PruneAsync();

        Assert.Equal(450, pruned);
        Assert.Equal(young.Select(r => r.Id).Order(), (await database.RecordsAsync()).Select(r => r.Id));
        Assert.Equal(before.Sum(t => t.CostNanos), (await database.TotalsAsync()).Sum(t => t.CostNanos));
        Assert.Equal([young[1].Id], await db.CapturedContents.Select(c => c.RecordId).ToListAsync());
        Assert.Equal(1, await db.UsageBuckets.CountAsync(b => b.GrainSeconds == 10));
        Assert.Equal(2, await db.UsageBuckets.CountAsync(b => b.GrainSeconds == 300));
        Assert.Equal(453, await db.UsageBuckets.Where(b => b.GrainSeconds == 3_600).SumAsync(b => b.Requests));
    }

    private static CapturedContent Content(UsageRecord record, int days) =>
        new() { RecordId = record.Id, EncryptedRequest = [1], ExpiresAt = Noon.AddDays(days) };

    /// <summary>Stands still, but its timers run: the pauses between batches are waited for.</summary>
    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(Noon);
    }
}
