using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Domain.Usage;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.Accounting;

public sealed class UsageJournalTests
{
    [Fact]
    public async Task A_kill_at_any_step_loses_nothing_and_doubles_nothing()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var (one, other, refused) = (Full(1), Intent(), Full(3));
        var content = new CapturedContent { RecordId = one.Id, EncryptedResponse = new byte[70_000], ExpiresAt = Noon };

        var ticket = journal.Begin(Intent(one.Id));
        var afterIntent = folder.Copy();
        Assert.True(journal.Settle(ticket, one, content));
        var afterSettle = folder.Copy();
        Assert.False(journal.Settle(ticket, Full(9)));
        journal.Begin(other);
        journal.Record(refused);
        var afterAll = folder.Copy();

        var (replay, pending) = await JournalFolder.ReplayAsync(afterIntent);
        Assert.Equal((0, 1), (replay.Settled, replay.Interrupted));
        Assert.Equal((one.Id, UsageOutcome.Interrupted), (pending.Single().Record.Id, pending[0].Record.Outcome));
        (replay, pending) = await JournalFolder.ReplayAsync(afterSettle);
        Assert.Equal((1, 0), (replay.Settled, replay.Interrupted));
        AssertSame(one, pending.Single().Record);
        Assert.Equal(70_000, pending[0].Content!.EncryptedResponse!.Length);
        (replay, pending) = await JournalFolder.ReplayAsync(afterAll);
        Assert.Equal((2, 1), (replay.Settled, replay.Interrupted));
        Assert.Equal(((Guid[])[one.Id, other.Id, refused.Id]).Order(), pending.Select(p => p.Record.Id).Order());
        Assert.Null(pending.Single(p => p.Record.Id == refused.Id).Content);
    }

    [Fact]
    public async Task An_interrupted_request_is_billed_its_estimated_input_and_says_so()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        journal.Begin(Intent());

        var record = (await JournalFolder.ReplayAsync(folder.Copy())).Pending.Single().Record;

        Assert.Equal((true, 1_000L, 0L), (record.Estimated, record.InputTokens, record.OutputTokens));
        Assert.Equal((1_800_000L, 2_000_000L), (record.CostNanos, record.ListCostNanos));
        Assert.Contains("up to 4096 output tokens", record.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_again_finds_the_same_and_once_written_nothing()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var settled = Intent();
        journal.Settle(journal.Begin(settled), settled);
        journal.Begin(Intent());
        var copy = folder.Copy();

        var first = await JournalFolder.ReplayAsync(copy);
        var second = await JournalFolder.ReplayAsync(copy, written: true);
        var third = await JournalFolder.ReplayAsync(copy);

        Assert.Equal((1, 1), (first.Replay.Settled, first.Replay.Interrupted));
        Assert.Equal((2, 0), (second.Replay.Settled, second.Replay.Interrupted));
        Assert.Equal(first.Pending.Select(p => p.Record.Id).Order(), second.Pending.Select(p => p.Record.Id).Order());
        Assert.Empty(third.Pending);
        Assert.Empty(Directory.GetFiles(copy, "*.journal"));
    }

    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases))]
    public async Task Replayed_into_the_database_twice_each_record_is_there_once(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var random = new Random(5);
        var records = Enumerable.Range(0, 700).Select(_ => Any(random)).ToArray();
        foreach (var record in records) journal.Settle(journal.Begin(record), record);
        var (one, other) = (folder.Copy(), folder.Copy());

        foreach (var path in (string[])[one, other])
        {
            var queue = new UsageQueue();
            await using var next = JournalFolder.Open(path, queue);
            await next.ReplayAsync();
            using var writer = database.Writer(queue);
            Assert.True(await writer.FlushAsync());
            Assert.Equal(0, next.Backlog);
        }

        Assert.Equal(records.Select(r => r.Id).Order(), (await database.RecordsAsync()).Select(r => r.Id));
        Assert.Equal(records.Sum(r => r.CostNanos ?? 0), (await database.TotalsAsync()).Sum(t => t.CostNanos));
    }

    [Fact]
    public async Task A_full_queue_leaves_results_in_the_files_and_each_comes_once_in_order()
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue(100);
        await using var journal = folder.Open(queue, segmentBytes: 20_000);
        var random = new Random(6);
        var records = Enumerable.Range(0, 1_000).Select(_ => Any(random)).ToArray();
        foreach (var record in records[..800]) journal.Settle(journal.Begin(record), record);
        Assert.Equal((100, 800), (queue.Count, journal.Backlog));
        Assert.True(folder.Segments.Length > 5);

        var taken = new List<Guid>();
        foreach (var record in records[800..])
        {
            taken.AddRange(TakeAndWrite(queue, 7));
            journal.Settle(journal.Begin(record), record);
        }

        while (journal.Backlog > 0) taken.AddRange(TakeAndWrite(queue, 30));

        Assert.Equal(records.Select(r => r.Id), taken);
        await Polling.UntilAsync(() => folder.Segments.Length == 1, () => $"{folder.Segments.Length} segments are left.");
    }

    [Fact]
    public async Task A_segment_stays_until_its_intents_are_settled_and_everything_is_written()
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue();
        await using var journal = folder.Open(queue, segmentBytes: 1);
        var open = journal.Begin(Intent());
        var first = folder.Segments.Single();
        journal.Settle(journal.Begin(Intent()), Full(1));
        Assert.Equal(3, folder.Segments.Length);

        TakeAndWrite(queue, 10);
        await Polling.UntilAsync(() => folder.Segments.Length == 2, () => "The written segment stays.");
        Assert.Contains(first, folder.Segments);
        journal.Settle(open, Full(2));
        Assert.Contains(first, folder.Segments);
        TakeAndWrite(queue, 10);

        await Polling.UntilAsync(() => !folder.Segments.Contains(first), () => "The first segment stays.");
        Assert.Equal((0, 0), (journal.Backlog, journal.OpenIntents));
    }

    [Fact]
    public async Task A_full_journal_refuses_new_work_but_settles_and_recovers()
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue();
        await using var journal = folder.Open(queue, segmentBytes: 4_000, limitBytes: 20_000);
        var tickets = new List<JournalTicket>();
        while (journal.IsHealthy) tickets.Add(journal.Begin(Intent()));

        Assert.Throws<JournalUnavailableException>(() => journal.Begin(Intent()));
        foreach (var ticket in tickets) Assert.True(journal.Settle(ticket, At(Noon)));
        Assert.Equal(tickets.Count, journal.Backlog);
        TakeAndWrite(queue, int.MaxValue);

        Assert.True(journal.IsHealthy);
        journal.Begin(Intent());
    }

    [Fact]
    public async Task Two_processes_cannot_share_a_folder()
    {
        using var folder = new JournalFolder();
        await using (folder.Open(new UsageQueue()))
        {
            var refusal = Assert.Throws<JournalLockedException>(() => folder.Open(new UsageQueue()));
            Assert.Contains("in use by another Bifrost process", refusal.Message, StringComparison.Ordinal);
        }

        await using var next = folder.Open(new UsageQueue());
    }

    [Fact]
    public async Task Many_threads_lose_and_double_nothing()
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue();
        await using var journal = folder.Open(queue, segmentBytes: 100_000);
        var ids = Enumerable.Range(0, 8_000).Select(_ => Intent()).ToArray();

        await Parallel.ForAsync(0, ids.Length, (i, _) =>
        {
            journal.Settle(journal.Begin(ids[i]), ids[i]);
            return ValueTask.CompletedTask;
        });

        var (replay, pending) = await JournalFolder.ReplayAsync(folder.Copy());
        Assert.Equal((8_000, 0, 0, 0), (replay.Settled, replay.Interrupted, replay.CorruptBytes, replay.TornBytes));
        Assert.Equal(ids.Select(r => r.Id).Order(), pending.Select(p => p.Record.Id).Order());
        Assert.Equal(8_000, queue.Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Four_threads_rotate_while_results_are_taken_and_files_go(bool map)
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue(500);
        await using var journal = folder.Open(queue, segmentBytes: 30_000, map: map);
        var ids = Enumerable.Range(0, 8_000).Select(_ => Intent()).ToArray();
        var writers = Enumerable.Range(0, 4).Select(n => Task.Run(() =>
        {
            for (var i = n; i < ids.Length; i += 4) journal.Settle(journal.Begin(ids[i]), ids[i]);
        })).ToArray();

        var taken = new List<Guid>();
        while (!writers.All(w => w.IsCompleted) || journal.Backlog > 0)
        {
            taken.AddRange(TakeAndWrite(queue, 100));
            await Task.Yield();
        }

        await Task.WhenAll(writers);
        Assert.Equal(ids.Select(r => r.Id).Order(), taken.Order());
        Assert.Equal(0, journal.OpenIntents);
        await Polling.UntilAsync(() => folder.Segments.Length == 1, () => $"{folder.Segments.Length} segments are left.");
        Assert.True(journal.Bytes < 60_000);
    }

    internal static UsageRecord Intent(Guid? id = null) => At(Noon, r =>
    {
        r.Id = id ?? r.Id;
        r.OutputTokens = 4_096;
        r.PriceRates = "in=2 out=8 discount=10";
    });

    internal static List<Guid> TakeAndWrite(UsageQueue queue, int most)
    {
        var taken = new List<PendingUsage>();
        queue.Take(taken, most);
        taken.ForEach(p => p.Written());
        return [.. taken.Select(p => p.Record.Id)];
    }
}
