using Bifrost.Domain.Alerts;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Gateway.Accounting;
using Bifrost.Tests.Testing;
using Bifrost.Web.Alerts;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Tests.Domain.Alerts;

/// <summary>A node that cannot keep its accounts is told of in the bell and to webhooks, once a trouble.</summary>
public sealed class NodeAlertTests
{
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task A_journal_that_cannot_be_written_is_told_at_once_and_again_when_it_fails_anew(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        await database.AddWebhookAsync("pager", receiver.Url, true, "node.accounting_unavailable");
        using var folder = new JournalFolder();
        var queue = new UsageQueue();
        await using var journal = folder.Open(queue, segmentBytes: 4_000, limitBytes: 20_000);
        var watcher = new NodeWatcher(journal, database.Get<UsageWriter>(), database.Get<AlertBook>(), database.Get<NodeIdentity>(), database.Time);
        await watcher.LookAsync();
        Assert.Empty(await database.AlertsAsync());

        Fill(journal);
        await watcher.LookAsync();
        database.Time.Advance(TimeSpan.FromSeconds(10));
        await watcher.LookAsync();
        Assert.Equal(1, await database.SendAsync());

        var alert = Assert.Single(await database.AlertsAsync());
        Assert.Equal((AlertKind.NodeAccountingUnavailable, AlertSeverity.Failed, $"{Environment.MachineName} cannot keep its journal"), (alert.Kind, alert.Severity, alert.Title));
        Assert.Equal($"The node {Environment.MachineName} has not been able to write its journal since 2027-03-10 10:00:00 UTC. It refuses calls with 503 (accounting_unavailable) until it can: look at its disk.", alert.Text);
        var told = Assert.Single(receiver.Received).Json;
        var data = told.GetProperty("data");
        Assert.Equal(("node.accounting_unavailable", "failed", "journal", Environment.MachineName), (told.GetProperty("type").GetString(), data.GetProperty("severity").GetString(), data.GetProperty("what").GetString(), data.GetProperty("machine").GetString()));
        Assert.Equal(1, await database.Get<AlertQueries>().UnreadAsync(await SomebodyAsync(database)));

        Drain(queue);
        await watcher.LookAsync();
        database.Time.Advance(TimeSpan.FromSeconds(10));
        Fill(journal);
        await watcher.LookAsync();
        Assert.Equal(2, (await database.AlertsAsync()).Count);
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Records_that_wait_for_the_database_are_told_after_half_a_minute_and_not_before(DatabaseKind kind)
    {
        await using var database = await AlertedDatabase.CreateAsync(kind);
        await using var receiver = await WebhookReceiver.StartAsync();
        await database.AddWebhookAsync("pager", receiver.Url);
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var writer = database.Get<UsageWriter>();
        var watcher = new NodeWatcher(journal, writer, database.Get<AlertBook>(), database.Get<NodeIdentity>(), database.Time);
        await RenameAsync(database, "usage_records", "away");
        database.Get<UsageQueue>().Add(new UsageDatabase.Plain { Record = SampleUsage.At(database.Now) });
        Assert.False(await writer.FlushAsync());

        await watcher.LookAsync();
        database.Time.Advance(TimeSpan.FromSeconds(29));
        await watcher.LookAsync();
        Assert.Empty(await database.AlertsAsync());
        database.Time.Advance(TimeSpan.FromSeconds(1));
        await watcher.LookAsync();
        database.Time.Advance(TimeSpan.FromSeconds(10));
        await watcher.LookAsync();
        Assert.Equal(1, await database.SendAsync());

        Assert.Equal("backlog", Assert.Single(receiver.Received).Json.GetProperty("data").GetProperty("what").GetString());
        Assert.Equal($"Usage of {Environment.MachineName} waited for the database", Assert.Single(await database.AlertsAsync()).Title);
        await RenameAsync(database, "away", "usage_records");
        Assert.True(await writer.FlushAsync());
        database.Time.Advance(TimeSpan.FromMinutes(5));
        await watcher.LookAsync();
        Assert.Single(await database.AlertsAsync());
    }

    [Fact]
    public async Task What_the_database_did_not_take_is_told_once_it_does()
    {
        await using var database = await AlertedDatabase.CreateAsync(DatabaseKind.Sqlite);
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var writer = database.Get<UsageWriter>();
        var watcher = new NodeWatcher(journal, writer, database.Get<AlertBook>(), database.Get<NodeIdentity>(), database.Time);
        await RenameAsync(database, "usage_records", "away");
        await RenameAsync(database, "alerts", "gone");
        database.Get<UsageQueue>().Add(new UsageDatabase.Plain { Record = SampleUsage.At(database.Now) });
        Assert.False(await writer.FlushAsync());
        await watcher.LookAsync();
        database.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<Exception>(() => watcher.LookAsync());

        await RenameAsync(database, "away", "usage_records");
        await RenameAsync(database, "gone", "alerts");
        Assert.True(await writer.FlushAsync());
        await watcher.LookAsync();
        await watcher.LookAsync();

        Assert.Contains("from 2027-03-10 10:00:00 UTC on", Assert.Single(await database.AlertsAsync()).Text, StringComparison.Ordinal);
    }

    private static void Fill(UsageJournal journal)
    {
        while (journal.IsHealthy)
        {
            Assert.True(journal.Settle(journal.Begin(SampleUsage.At(SampleUsage.Noon)), SampleUsage.At(SampleUsage.Noon)));
        }
    }

    private static void Drain(UsageQueue queue)
    {
        var pending = new List<PendingUsage>();
        queue.Take(pending, int.MaxValue);
        pending.ForEach(x => x.Written());
    }

    private static Task<int> RenameAsync(AlertedDatabase database, string from, string to) => database.ReadAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The names are this test's own.
        command.CommandText = $"ALTER TABLE {from} RENAME TO {to}";
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync();
    });

    private static Task<Guid> SomebodyAsync(AlertedDatabase database) => database.ReadAsync(async db =>
    {
        var person = new Bifrost.Domain.Identity.Operator { UserName = "a", Email = "a@example.com", CreatedAt = database.Now.AddHours(-1) };
        db.Users.Add(person);
        await db.SaveChangesAsync();
        return person.Id;
    });
}
