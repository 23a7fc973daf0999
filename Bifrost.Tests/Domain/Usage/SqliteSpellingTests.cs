using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

/// <summary>The writer fills SQLite's statements itself: every stored value must be what Entity Framework would have stored.</summary>
public sealed class SqliteSpellingTests
{
    private static readonly long[] Micros = [0, 1, 10, 100_000, 120_000, 123_456, 999_999, 1_000_000, 59_999_999, 43_200_000_000 - 1, 86_400_000_000 - 1];

    [Fact]
    public async Task What_the_writer_stores_is_spelt_as_Entity_Framework_spells_it()
    {
        await using var ours = await UsageDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var theirs = await UsageDatabase.CreateAsync(DatabaseKind.Sqlite);
        UsageRecord[] records = [.. Micros.Select(x => At(Noon.AddMicroseconds(x))), Full(3), Full(4), At(new DateTime(1970, 1, 2, 3, 4, 5, DateTimeKind.Utc)), .. Edges()];

        await ours.WriteAsync(records);
        await using (var db = theirs.CreateDbContext())
        {
            db.UsageRecords.AddRange(records);
            await db.SaveChangesAsync();
        }

        Assert.Equal(await StoredAsync(theirs), await StoredAsync(ours));
        var read = await ours.RecordsAsync();
        Assert.All(records, r => AssertSame(r, read.Single(x => x.Id == r.Id)));
        await using var context = ours.CreateDbContext();
        foreach (var record in records) Assert.Equal(record.Id, (await context.UsageRecords.SingleAsync(x => x.Id == record.Id && x.Time == record.Time)).Id);
    }

    [Fact]
    public async Task Content_is_spelt_as_Entity_Framework_spells_it()
    {
        await using var ours = await UsageDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var theirs = await UsageDatabase.CreateAsync(DatabaseKind.Sqlite);
        var contents = new byte[]?[] { null, [], [0], [1, 2, 3] }.Select((bytes, n) => new CapturedContent
        {
            RecordId = Guid.CreateVersion7(),
            EncryptedRequest = bytes,
            EncryptedResponse = n % 2 == 0 ? bytes : null,
            Truncated = n == 1,
            ExpiresAt = Noon.AddMicroseconds(n),
        }).ToArray();

        var queue = new UsageQueue();
        using var writer = ours.Writer(queue);
        foreach (var content in contents) queue.Add(new UsageDatabase.Plain { Record = At(Noon, r => r.Id = content.RecordId), Content = content });
        Assert.True(await writer.FlushAsync());
        await using (var db = theirs.CreateDbContext())
        {
            db.CapturedContents.AddRange(contents);
            await db.SaveChangesAsync();
        }

        Assert.Equal(await StoredAsync(theirs, "captured_contents", "record_id"), await StoredAsync(ours, "captured_contents", "record_id"));
    }

    [Fact]
    public async Task A_failed_batch_leaves_nothing_and_the_next_one_is_whole()
    {
        await using var database = await UsageDatabase.CreateAsync(DatabaseKind.Sqlite);
        var records = Enumerable.Range(0, 20).Select(n => At(Noon.AddSeconds(n), r => r.VirtualKeyId = Guid.Empty)).ToArray();
        var pending = records.Select(r => new UsageDatabase.Plain { Record = r }).ToArray();
        var queue = new UsageQueue();
        using var writer = database.Writer(queue);
        queue.Add(pending[0]);
        Assert.True(await writer.FlushAsync());

        // The totals fail after the records of the same batch went in.
        await ExecuteAsync(database, "ALTER TABLE usage_totals RENAME TO usage_totals_away");
        foreach (var one in pending[1..]) queue.Add(one);
        Assert.False(await writer.FlushAsync());
        Assert.True(writer.IsBehind);
        Assert.Single(await database.RecordsAsync());
        await ExecuteAsync(database, "ALTER TABLE usage_totals_away RENAME TO usage_totals");
        Assert.True(await writer.FlushAsync());

        Assert.All(pending, x => Assert.Equal(1, x.Times));
        Assert.Equal(20, (await database.RecordsAsync()).Count);
        Assert.Equal(20, (await database.TotalsAsync()).Sum(t => t.Requests));
        await using var db = database.CreateDbContext();
        Assert.Equal(20, await db.UsageBuckets.Where(b => b.GrainSeconds == 3_600).SumAsync(b => b.Requests));
    }

    private static IEnumerable<UsageRecord> Edges()
    {
        foreach (var text in (string?[])["", " ", "é", "😀", new string('ü', 200), "a'b\"c\n", "007", "1e3", null])
        {
            foreach (var number in (long?[])[null, 0, -1, long.MaxValue, long.MinValue])
            {
                yield return At(Noon, r =>
                {
                    (r.VirtualKey, r.Tags, r.Headers, r.Operation) = (text, text, text, text ?? "");
                    (r.SentMicros, r.RoutedMicros) = (number, number);
                    (r.Streamed, r.VirtualKeyId) = (number is null, number == 0 ? Guid.Empty : number == -1 ? Guid.NewGuid() : null);
                });
            }
        }
    }

    /// <summary>Every value with its storage class, as SQL's own quoting writes it.</summary>
    private static async Task<List<string>> StoredAsync(UsageDatabase database, string table = "usage_records", string key = "id")
    {
        var rows = new List<string>();
        await using var db = database.CreateDbContext();
        await using var connection = new SqliteConnection(db.Database.GetConnectionString());
        await connection.OpenAsync();
        var columns = new List<string>();
        await using (var names = connection.CreateCommand())
        {
            names.CommandText = "SELECT name FROM pragma_table_info($table) ORDER BY cid";
            names.Parameters.AddWithValue("$table", table);
            await using var reader = await names.ExecuteReaderAsync();
            while (await reader.ReadAsync()) columns.Add(reader.GetString(0));
        }

        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(" || '; ' || ", columns.Select(c => $"'{c} ' || typeof({c}) || ' ' || quote({c})"))} FROM {table} ORDER BY {key}";
        await using var values = await command.ExecuteReaderAsync();
        while (await values.ReadAsync()) rows.Add(values.GetString(0));
        return rows;
    }

    private static async Task ExecuteAsync(UsageDatabase database, string sql)
    {
        await using var db = database.CreateDbContext();
        await using var connection = new SqliteConnection(db.Database.GetConnectionString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
