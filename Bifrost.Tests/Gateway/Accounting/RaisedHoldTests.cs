using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.Accounting;

/// <summary>What a stream's hold was raised to is in the journal beside its intent: a kill forgets none of it, and no file stays for it.</summary>
public sealed class RaisedHoldTests
{
    [Theory, InlineData(4 << 20), InlineData(1)]
    public async Task The_last_raise_is_billed_after_a_kill_in_whichever_file_it_is(long segmentBytes)
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue();
        await using var journal = folder.Open(queue, segmentBytes);
        var ticket = journal.Begin(Held());
        Assert.True(journal.Raise(ticket, 5_000, 50_000_000));
        var afterOne = folder.Copy();
        Assert.True(journal.Raise(ticket, 6_000, 60_000_000));
        await SettleOthersAsync(folder, journal, queue);

        var record = (await JournalFolder.ReplayAsync(afterOne)).Pending.Single().Record;
        Assert.Equal((5_000L, 50_000_000L), (record.OutputTokens, record.HeldNanos));
        var (replay, pending) = await JournalFolder.ReplayAsync(folder.Copy());
        record = pending.Single(x => x.Record.Outcome == UsageOutcome.Interrupted).Record;
        Assert.Equal((1L, 0L, 0L), (replay.Interrupted, replay.CorruptBytes, replay.TornBytes));
        Assert.Equal((UsageOutcome.Interrupted, 6_000L, 60_000_000L), (record.Outcome, record.OutputTokens, record.HeldNanos));
        Assert.Equal(1_800_000 + 43_200_000, record.CostNanos);
        Assert.Contains("the 6000 output tokens that were held for it", record.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raise_keeps_no_file_once_its_call_is_settled()
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue();
        await using var journal = folder.Open(queue, segmentBytes: 1);
        var final = Full(1);
        var ticket = journal.Begin(Held(final.Id));
        for (var i = 1; i <= 5; i++) Assert.True(journal.Raise(ticket, 5_000 + i, 50_000_000 + i));
        await Polling.UntilAsync(() => folder.Segments.Length == 2, () => "A raise that is outdated keeps its file.");
        Assert.Equal((0, 1), (journal.Backlog, journal.OpenIntents));

        journal.Settle(ticket, final);
        var settled = folder.Copy();
        TakeAndWrite(queue);

        await Polling.UntilAsync(() => folder.Segments.Length == 1, () => $"{folder.Segments.Length} files are left.");
        Assert.Equal((0, 0), (journal.Backlog, journal.OpenIntents));
        Assert.Equal((1, 0), ((await JournalFolder.ReplayAsync(settled, written: true)) is var (replay, _) ? (replay.Settled, replay.Interrupted) : default));
        Assert.Empty(Directory.GetFiles(settled, "*.journal"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Raises_of_an_earlier_run_keep_no_file_once_they_are_billed(bool map)
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue(), segmentBytes: 1, map: map);
        var (one, other) = (journal.Begin(Held()), journal.Begin(Held()));
        foreach (var ticket in (JournalTicket[])[one, other, one, other, one]) Assert.True(journal.Raise(ticket, 5_000, 50_000_000));
        var copy = folder.Copy();

        var first = await JournalFolder.ReplayAsync(copy);
        var second = await JournalFolder.ReplayAsync(copy, written: true);

        Assert.Equal(2, first.Replay.Interrupted);
        Assert.Equal((2, 0), (second.Replay.Settled, second.Replay.Interrupted));
        Assert.All(second.Pending, x => Assert.Equal((5_000L, 50_000_000L), (x.Record.OutputTokens, x.Record.HeldNanos)));
        Assert.Empty(Directory.GetFiles(copy, "*.journal"));
    }

    [Fact]
    public async Task A_full_queue_gives_each_record_once_and_lets_the_files_of_raises_go()
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue(10);
        await using var journal = folder.Open(queue, segmentBytes: 4_000);
        var records = Enumerable.Range(0, 100).Select(i => Full(i)).ToArray();
        foreach (var record in records)
        {
            var ticket = journal.Begin(Held(record.Id));
            journal.Raise(ticket, 5_000, 50_000_000);
            journal.Raise(ticket, 6_000, 60_000_000);
            journal.Settle(ticket, record);
        }

        var taken = new List<Guid>();
        while (journal.Backlog > 0) taken.AddRange(TakeAndWrite(queue));

        Assert.Equal(records.Select(x => x.Id), taken);
        await Polling.UntilAsync(() => folder.Segments.Length == 1, () => $"{folder.Segments.Length} files are left.");
    }

    [Fact]
    public async Task A_raise_of_a_call_that_is_settled_writes_nothing()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var ticket = journal.Begin(Held());
        journal.Settle(ticket, Full(1));
        var before = journal.Bytes;

        Assert.True(journal.Raise(ticket, 5_000, 50_000_000));

        Assert.Equal(before, journal.Bytes);
    }

    /// <summary>A stream raises its hold every thousand tokens or so: what that takes is told, and not judged.</summary>
    [Fact]
    public async Task A_raise_allocates_nothing()
    {
        const int Raises = 10_000;
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var ticket = journal.Begin(Held());
        journal.Raise(ticket, 1, 1);
        var (before, since) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());

        for (var i = 0; i < Raises; i++) journal.Raise(ticket, 16_384 + i, 50_000_000_000 + i);

        var (allocated, taken) = (GC.GetAllocatedBytesForCurrentThread() - before, TimeProvider.System.GetElapsedTime(since));
        // A lock that another thread holds costs its thread an object, once.
        Assert.True(allocated < Raises, $"{allocated} bytes in {Raises} raises");
        TestContext.Current.TestOutputHelper!.WriteLine($"{taken.TotalMicroseconds / Raises:0.00} µs a raise");
    }

    [Fact]
    public async Task A_raise_that_no_file_takes_is_told()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue(), segmentBytes: 1);
        var ticket = journal.Begin(Held());
        Assert.True(journal.Raise(ticket, 5_000, 50_000_000));
        Directory.Move(folder.Path, folder.Path + "-gone");

        // One file may have been made ahead.
        Assert.False(journal.Raise(ticket, 6_000, 60_000_000) && journal.Raise(ticket, 7_000, 70_000_000) && journal.Raise(ticket, 8_000, 80_000_000));

        Assert.False(journal.IsHealthy);
    }

    private static UsageRecord Held(Guid? id = null)
    {
        var intent = id is { } known ? UsageJournalTests.Intent(known) : UsageJournalTests.Intent();
        intent.HeldNanos = 40_000_000;
        return intent;
    }

    /// <summary>What is written to the database frees the files between.</summary>
    private static async Task SettleOthersAsync(JournalFolder folder, UsageJournal journal, UsageQueue queue)
    {
        var files = folder.Segments.Length;
        for (var i = 0; i < 3; i++)
        {
            var other = Full(i);
            journal.Settle(journal.Begin(UsageJournalTests.Intent(other.Id)), other);
        }

        TakeAndWrite(queue);
        await Polling.UntilAsync(() => folder.Segments.Length <= files + 1, () => "The files of what is written stay.");
    }

    private static List<Guid> TakeAndWrite(UsageQueue queue)
    {
        var pending = new List<PendingUsage>();
        queue.Take(pending, 7);
        pending.ForEach(x => x.Written());
        return [.. pending.Select(x => x.Record.Id)];
    }
}
