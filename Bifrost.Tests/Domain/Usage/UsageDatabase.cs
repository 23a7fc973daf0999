using System.Collections.Concurrent;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Migrations.Postgres;
using Bifrost.Migrations.Sqlite;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bifrost.Tests.Domain.Usage;

/// <summary>A migrated database with an installation row, and what writes usage into it.</summary>
internal sealed class UsageDatabase : IAsyncDisposable, IDbContextFactory<BifrostDbContext>
{
    private readonly IAsyncDisposable owned;
    private readonly DbContextOptions<BifrostDbContext> options;
    private readonly ConcurrentBag<SqliteUsageStore> stores = [];
    private readonly string? sqlite;

    private UsageDatabase(IAsyncDisposable owned, DatabaseKind kind, string connectionString)
    {
        this.owned = owned;
        sqlite = kind == DatabaseKind.Sqlite ? connectionString : null;
        var builder = new DbContextOptionsBuilder<BifrostDbContext>();
        _ = kind == DatabaseKind.Postgres ? PostgresDatabase.Configure(builder, connectionString) : SqliteDatabase.Configure(builder, connectionString);
        options = builder.Options;
    }

    public static async Task<UsageDatabase> CreateAsync(DatabaseKind kind)
    {
        var database = await TestDatabase.MigratedAsync(kind);
        return await CreateAsync(database, kind, database.ConnectionString);
    }

    public static async Task<UsageDatabase> CreateAsync(IAsyncDisposable owned, DatabaseKind kind, string connectionString)
    {
        var usage = new UsageDatabase(owned, kind, connectionString);
        await using var db = usage.CreateDbContext();
        await db.Database.MigrateAsync();
        db.Installations.Add(new Installation { CheckValue = [], CreatedAt = DateTime.UnixEpoch, RetentionDays = 90 });
        await db.SaveChangesAsync();
        return usage;
    }

    public BifrostDbContext CreateDbContext() => new(options);

    public UsageWriter Writer(UsageQueue queue, TimeProvider? time = null) =>
        new(Store(), new NodeIdentity(Guid.NewGuid()), queue, time ?? TimeProvider.System, NullLogger<UsageWriter>.Instance);

    /// <summary>Writes records as a node of its own.</summary>
    public async Task WriteAsync(params IEnumerable<UsageRecord> records)
    {
        var queue = new UsageQueue(int.MaxValue);
        using var writer = Writer(queue);
        foreach (var record in records) queue.Add(new Plain { Record = record });
        Assert.True(await writer.FlushAsync());
    }

    public async Task<List<UsageRecord>> RecordsAsync()
    {
        await using var db = CreateDbContext();
        return await db.UsageRecords.AsNoTracking().OrderBy(x => x.Id).ToListAsync();
    }

    public async Task<List<UsageTotal>> TotalsAsync()
    {
        await using var db = CreateDbContext();
        return await db.UsageTotals.AsNoTracking().ToListAsync();
    }

    /// <summary>Each record is there once, and totals and buckets are their sum.</summary>
    public async Task AssertExactAsync(UsageRecord[] records)
    {
        Assert.Equal(records.Select(r => r.Id).Order(), (await RecordsAsync()).Select(r => r.Id).Order());
        var totals = await TotalsAsync();
        var expected = records.GroupBy(r => (r.Time.Hour, r.VirtualKeyId ?? default, r.TeamId ?? default, r.Provider ?? "", r.Provider is null ? "" : r.Model!))
            .ToDictionary(g => g.Key);
        Assert.Equal(expected.Count, totals.Count);
        Assert.All(totals, t =>
        {
            var group = expected[(t.Hour.Hour, t.VirtualKeyId, t.TeamId, t.Provider, t.Model)].ToArray();
            Assert.Equal(group.Length, t.Requests);
            Assert.Equal(group.Sum(r => r.CostNanos ?? 0), t.CostNanos);
            Assert.Equal(group.Sum(r => r.ListCostNanos ?? 0), t.ListCostNanos);
            Assert.Equal(group.Sum(r => r.InputTokens), t.InputTokens);
            Assert.Equal(group.Sum(r => r.CachedInputTokens), t.CachedInputTokens);
            Assert.Equal(group.Sum(r => r.OutputTokens), t.OutputTokens);
            Assert.Equal(group.Sum(r => r.ReasoningTokens), t.ReasoningTokens);
            Assert.Equal(group.Count(r => r.Estimated), t.Estimated);
            Assert.Equal(group.Count(r => r.Unpriced), t.Unpriced);
        });
        await using var db = CreateDbContext();
        foreach (var grain in (int[])[10, 300, 3_600])
        {
            var buckets = await db.UsageBuckets.AsNoTracking().Where(b => b.GrainSeconds == grain).ToListAsync();
            Assert.Equal(records.Length, buckets.Sum(b => b.Requests));
            Assert.Equal(records.Sum(r => r.CostNanos ?? 0), buckets.Sum(b => b.CostNanos));
            Assert.Equal(records.Count(r => r.Outcome is not (UsageOutcome.Refused or UsageOutcome.Interrupted)),
                buckets.Sum(b => LatencyHistogram.FromBytes(b.Latency).Count));
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (var store in stores) store.Dispose();
        return owned.DisposeAsync();
    }

    private IUsageStore Store()
    {
        if (sqlite is null) return new PostgresUsageStore(this);
        var store = new SqliteUsageStore(sqlite);
        stores.Add(store);
        return store;
    }

    internal sealed class Plain : PendingUsage
    {
        public int Times { get; private set; }

        public override void Written() => Times++;
    }
}
