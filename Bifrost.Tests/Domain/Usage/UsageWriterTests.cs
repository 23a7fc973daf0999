using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Tests.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

public sealed class UsageWriterTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Every_property_survives(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        UsageRecord[] records = [Full(1), Full(2), At(Noon)];

        await database.WriteAsync(records);

        var read = await database.RecordsAsync();
        Assert.Equal(3, read.Count);
        Assert.All(records, r => AssertSame(r, read.Single(x => x.Id == r.Id)));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_record_counts_once_however_often_it_comes(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var record = At(Noon);

        await database.WriteAsync(record, record);
        await database.WriteAsync(record);

        Assert.Single(await database.RecordsAsync());
        var total = Assert.Single(await database.TotalsAsync());
        Assert.Equal((1, 2_000_000), (total.Requests, total.CostNanos));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Totals_and_buckets_are_the_sum_of_the_records(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var random = new Random(7);
        var records = Enumerable.Range(0, 1_200).Select(_ => Any(random)).ToArray();

        await database.WriteAsync(records.Concat(records.Take(300)));

        await database.AssertExactAsync(records);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Nodes_that_write_the_same_records_at_once_count_each_once(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var random = new Random(8);
        var records = Enumerable.Range(0, 2_000).Select(_ => Any(random)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(n =>
        {
            var shuffled = records.ToArray();
            new Random(n).Shuffle(shuffled);
            return Task.Run(() => database.WriteAsync(shuffled));
        }));

        await database.AssertExactAsync(records);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task No_text_of_a_caller_can_block_the_accounts(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var record = At(Noon, r =>
        {
            r.Model = new string('m', 100_000);
            r.EndUser = "nul\0, half \uD800 surrogate";
            r.Headers = new string('\0', 50_000);
        });

        await database.WriteAsync(record, At(Noon));

        var read = (await database.RecordsAsync()).Single(x => x.Id == record.Id);
        Assert.Equal("nul\uFFFD, half \uFFFD surrogate", read.EndUser);
        Assert.Equal(256, read.Model!.Length);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_keys_last_use_is_noted_once_a_minute_without_an_edit(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var key = new VirtualKey { Name = "ci", Hash = new byte[32], LastFour = "abcd" };
        await using (var db = database.CreateDbContext())
        {
            db.VirtualKeys.Add(key);
            await db.SaveChangesAsync();
        }

        var queue = new UsageQueue();
        using var writer = database.Writer(queue);
        foreach (var (seconds, noted) in ((int, int)[])[(0, 0), (30, 0), (59, 0), (60, 60), (90, 60), (30, 60)])
        {
            queue.Add(new UsageDatabase.Plain { Record = At(Noon.AddSeconds(seconds), r => r.VirtualKeyId = key.Id) });
            Assert.True(await writer.FlushAsync());
            await using var db = database.CreateDbContext();
            var read = await db.VirtualKeys.AsNoTracking().SingleAsync();
            Assert.Equal((Noon.AddSeconds(noted), 1), (read.LastUsedAt!.Value, read.Version));
        }
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Captured_content_goes_with_its_record(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var record = At(Noon);
        var queue = new UsageQueue();
        using var writer = database.Writer(queue);
        var content = new CapturedContent { RecordId = record.Id, EncryptedRequest = [1, 2], Truncated = true, ExpiresAt = Noon.AddDays(1) };
        queue.Add(new UsageDatabase.Plain { Record = record, Content = content });

        Assert.True(await writer.FlushAsync());

        await using var db = database.CreateDbContext();
        var read = await db.CapturedContents.AsNoTracking().SingleAsync();
        Assert.Equal((record.Id, true, Noon.AddDays(1)), (read.RecordId, read.Truncated, read.ExpiresAt));
        Assert.Equal([1, 2], read.EncryptedRequest!);
        Assert.Null(read.EncryptedResponse);
    }

    [Fact]
    public async Task The_loop_writes_within_its_window_and_tells()
    {
        await using var database = await UsageDatabase.CreateAsync(DatabaseKind.Sqlite);
        var time = new FakeTimeProvider(new DateTimeOffset(Noon));
        var queue = new UsageQueue();
        using var writer = database.Writer(queue, time);
        var told = new TaskCompletionSource<UsageWritten>();
        writer.Written += (_, written) => told.TrySetResult(written);
        using var stop = new CancellationTokenSource();
        var loop = writer.RunAsync(stop.Token);
        queue.Add(new UsageDatabase.Plain { Record = At(Noon) });

        // The window is waited for by the clock given: it may be asked for at any moment now.
        await Polling.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            return told.Task.IsCompleted;
        }, () => "Nothing was written.");
        await stop.CancelAsync();
        await loop;

        Assert.Equal(1, (await told.Task).Count);
        Assert.Single(await database.RecordsAsync());
    }

    [Fact]
    public async Task A_commit_on_SQLite_survives_a_power_cut()
    {
        await using var database = await UsageDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var db = database.CreateDbContext();

        // 2 = FULL: the journal gives a file up once its records are committed.
        Assert.Equal(2, (await db.Database.SqlQuery<int>($"SELECT synchronous AS Value FROM pragma_synchronous").ToListAsync()).Single());
        Assert.Equal("wal", (await db.Database.SqlQuery<string>($"SELECT journal_mode AS Value FROM pragma_journal_mode").ToListAsync()).Single());
    }
}
