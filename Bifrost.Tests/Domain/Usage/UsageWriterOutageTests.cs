using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

/// <summary>The usage writer on a PostgreSQL that goes away.</summary>
public sealed class UsageWriterOutageTests
{
    [Fact]
    public async Task While_the_database_is_away_records_wait_and_then_each_is_there_once()
    {
        await using var server = await PostgresServer.StartAsync();
        var connection = await server.CreateDatabaseAsync();
        await using var database = await UsageDatabase.CreateAsync(server, DatabaseKind.Postgres, connection);
        var random = new Random(9);
        var records = Enumerable.Range(0, 1_300).Select(_ => Any(random)).ToArray();
        var queue = new UsageQueue();
        using var writer = database.Writer(queue);
        var pending = records.Select(r => new UsageDatabase.Plain { Record = r }).ToArray();
        foreach (var one in pending[..600]) Assert.True(queue.TryAdd(one));
        Assert.True(await writer.FlushAsync());

        await server.StopAsync();
        foreach (var one in pending[600..]) Assert.True(queue.TryAdd(one));
        Assert.False(await writer.FlushAsync());
        Assert.False(await writer.FlushAsync());
        Assert.True(writer.IsBehind);
        await server.StartAgainAsync();
        await Polling.UntilAsync(() => writer.FlushAsync(), () => "The writer does not recover.");

        Assert.False(writer.IsBehind);
        Assert.All(pending, x => Assert.Equal(1, x.Times));
        await database.AssertExactAsync(records);
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>While its records are sent, or the sums that they are added to.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public async Task A_connection_lost_within_a_batch_neither_loses_nor_doubles_a_record(bool atSums)
    {
        await using var database = await UsageDatabase.CreateAsync(DatabaseKind.Postgres);
        var random = new Random(10);
        var records = Enumerable.Range(0, 700).Select(_ => Any(random)).ToArray();
        var queue = new UsageQueue();
        using var writer = database.Writer(queue);
        foreach (var record in records) queue.Add(new UsageDatabase.Plain { Record = record });

        // Another node is about to write one of them, or has the sums: the batch has sent its records and waits.
        await using var other = database.CreateDbContext();
        await using var undecided = await other.Database.BeginTransactionAsync();
        if (atSums)
        {
            await other.Database.ExecuteSqlAsync($"LOCK TABLE usage_totals IN EXCLUSIVE MODE");
        }
        else
        {
            other.UsageRecords.Add(records[^1]);
            await other.SaveChangesAsync();
        }

        var written = writer.FlushAsync();
        await Polling.UntilAsync(() => EndOneThatWaitsAsync(database), () => "The batch does not wait.");

        Assert.False(await written);
        Assert.True(writer.IsBehind);
        await undecided.RollbackAsync();
        await Polling.UntilAsync(() => writer.FlushAsync(), () => "The writer does not recover.");
        await database.AssertExactAsync(records);
    }

    private static async Task<bool> EndOneThatWaitsAsync(UsageDatabase database)
    {
        await using var db = database.CreateDbContext();
        return (await db.Database.SqlQuery<bool>(
            $"""SELECT pg_terminate_backend(pid) AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""").ToListAsync()).Count > 0;
    }
}
