using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.Accounting;

public sealed class JournalDamageTests
{
    /// <summary>How a process or a machine can stop within a frame.</summary>
    public enum Stop
    {
        FileEnds,
        ZerosFollow,
        FirstBytesMissing,
    }

    [Theory, InlineData(Stop.FileEnds), InlineData(Stop.ZerosFollow), InlineData(Stop.FirstBytesMissing)]
    public async Task A_tail_torn_at_any_byte_costs_the_torn_frame_only(Stop stop)
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue(), segmentBytes: 20_000);
        // Not a byte of zero at the end: to cut that off would leave the frame whole.
        var (kept, last) = (At(Noon), At(Noon, r => r.Path = "/x"));
        journal.Settle(journal.Begin(kept), kept);
        var ticket = journal.Begin(last);
        var before = (int)journal.Bytes;
        journal.Settle(ticket, last, new CapturedContent { RecordId = last.Id, EncryptedRequest = new byte[50], ExpiresAt = Noon });
        var length = (int)journal.Bytes;
        var bytes = await File.ReadAllBytesAsync(folder.Segments.Single(), TestContext.Current.CancellationToken);
        var copy = folder.Copy();
        var path = JournalFolder.Files(copy)[0];

        for (var cut = before; cut <= length; cut++)
        {
            foreach (var file in Directory.GetFiles(copy)) File.Delete(file);
            var stopped = bytes[..(stop == Stop.FileEnds ? cut : bytes.Length)];
            stopped.AsSpan(cut).Clear();
            if (stop == Stop.FirstBytesMissing) stopped.AsSpan(before, 8).Clear();
            await File.WriteAllBytesAsync(path, stopped, TestContext.Current.CancellationToken);
            var whole = stopped.Length >= length && stopped.AsSpan(0, length).SequenceEqual(bytes.AsSpan(0, length));

            var (replay, pending) = await JournalFolder.ReplayAsync(copy);

            Assert.Equal(2, pending.Count);
            var settled = whole || (stop == Stop.FirstBytesMissing && cut == length);
            Assert.Equal(settled ? UsageOutcome.Completed : UsageOutcome.Interrupted, pending.Single(p => p.Record.Id == last.Id).Record.Outcome);
            Assert.Equal(UsageOutcome.Completed, pending.Single(p => p.Record.Id == kept.Id).Record.Outcome);
            if (stop != Stop.FirstBytesMissing) Assert.Equal(0, replay.CorruptBytes);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Zeros_behind_the_last_frame_are_no_damage_and_go_when_the_journal_closes(bool map)
    {
        using var folder = new JournalFolder();
        var journal = folder.Open(new UsageQueue(), map: map);
        var record = At(Noon);
        journal.Settle(journal.Begin(record), record);
        var used = journal.Bytes;
        var copy = folder.Copy();
        Assert.Equal(map ? 4 << 20 : 4_096, new FileInfo(JournalFolder.Files(copy)[0]).Length);

        var (replay, pending) = await JournalFolder.ReplayAsync(copy);
        Assert.Equal((1, 0, 0, 0), (replay.Settled, replay.Interrupted, replay.CorruptBytes, replay.TornBytes));
        Assert.Equal(record.Id, pending.Single().Record.Id);
        await journal.DisposeAsync();

        Assert.Equal(used, new FileInfo(JournalFolder.Files(folder.Path).Single()).Length);
    }

    [Fact]
    public async Task Files_that_were_made_ahead_or_not_even_begun_leave_nothing()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        await Polling.UntilAsync(() => JournalFolder.Files(folder.Path).Length == 1 && new FileInfo(JournalFolder.Files(folder.Path)[0]).Length > 0, () => "No file is made ahead.");
        var copy = folder.Copy();
        await File.WriteAllBytesAsync(Path.Combine(copy, "0000000000000002.journal"), new byte[100_000], TestContext.Current.CancellationToken);

        var (replay, pending) = await JournalFolder.ReplayAsync(copy);

        Assert.Equal((2, 0, 0, 0), (replay.Segments, replay.Settled, replay.Interrupted, replay.CorruptBytes));
        Assert.Empty(pending);
        Assert.Empty(JournalFolder.Files(copy));
    }

    [Fact]
    public async Task A_flipped_byte_anywhere_costs_one_frame_and_is_reported()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        UsageRecord[] records = [At(Noon), At(Noon), At(Noon)];
        foreach (var record in records) journal.Settle(journal.Begin(record), record);
        var used = (int)journal.Bytes;
        var bytes = (await File.ReadAllBytesAsync(folder.Segments[0], TestContext.Current.CancellationToken))[..(used + 100)];
        var copy = folder.Copy();
        var path = JournalFolder.Files(copy)[0];

        for (var at = Bifrost.Gateway.Accounting.JournalFrame.SegmentHeaderLength; at < used; at++)
        {
            foreach (var file in Directory.GetFiles(copy)) File.Delete(file);
            bytes[at] ^= 0x10;
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
            bytes[at] ^= 0x10;

            var (replay, pending) = await JournalFolder.ReplayAsync(copy);

            // A lost result leaves its intent, a lost intent its result: every request is still there once.
            Assert.Equal(records.Select(r => r.Id).Order(), pending.Select(p => p.Record.Id).Order());
            Assert.True(pending.Count(p => p.Record.Outcome == UsageOutcome.Interrupted) <= 1);
            Assert.True(replay.CorruptBytes + replay.TornBytes > 0);
        }
    }

    [Fact]
    public async Task Files_of_any_bytes_do_no_harm()
    {
        using var folder = new JournalFolder();
        Directory.CreateDirectory(folder.Path);
        var random = new Random(4);
        for (var i = 1; i <= 20; i++)
        {
            var bytes = new byte[random.Next(3_000)];
            random.NextBytes(bytes);
            "BFJ1"u8[..Math.Min(4, bytes.Length)].CopyTo(bytes);
            await File.WriteAllBytesAsync(Path.Combine(folder.Path, i.ToString("D16", System.Globalization.CultureInfo.InvariantCulture) + ".journal"), bytes, TestContext.Current.CancellationToken);
        }

        var (replay, pending) = await JournalFolder.ReplayAsync(folder.Path);

        Assert.Equal((20, 0, 0), (replay.Segments, replay.Settled, replay.Interrupted));
        Assert.Empty(pending);
    }
}
