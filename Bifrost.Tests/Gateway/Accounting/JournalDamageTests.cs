using Bifrost.Domain.Usage;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.Accounting;

public sealed class JournalDamageTests
{
    [Fact]
    public async Task A_tail_torn_at_any_byte_costs_the_torn_frame_only()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        var (kept, last) = (At(Noon), At(Noon));
        journal.Settle(journal.Begin(kept), kept);
        var ticket = journal.Begin(last);
        var before = new FileInfo(folder.Segments[0]).Length;
        journal.Settle(ticket, last, new CapturedContent { RecordId = last.Id, EncryptedRequest = new byte[50], ExpiresAt = Noon });
        var length = new FileInfo(folder.Segments[0]).Length;

        for (var cut = before; cut <= length; cut++)
        {
            var copy = folder.Copy();
            using (var file = File.OpenWrite(Directory.GetFiles(copy).Single())) file.SetLength(cut);

            var (replay, pending) = await JournalFolder.ReplayAsync(copy);

            Assert.Equal(2, pending.Count);
            Assert.Equal(cut == length ? UsageOutcome.Completed : UsageOutcome.Interrupted, pending.Single(p => p.Record.Id == last.Id).Record.Outcome);
            Assert.Equal(UsageOutcome.Completed, pending.Single(p => p.Record.Id == kept.Id).Record.Outcome);
            Assert.Equal(0, replay.CorruptBytes);
        }
    }

    [Fact]
    public async Task A_flipped_byte_anywhere_costs_one_frame_and_is_reported()
    {
        using var folder = new JournalFolder();
        await using var journal = folder.Open(new UsageQueue());
        UsageRecord[] records = [At(Noon), At(Noon), At(Noon)];
        foreach (var record in records) journal.Settle(journal.Begin(record), record);
        var bytes = await File.ReadAllBytesAsync(folder.Segments[0], TestContext.Current.CancellationToken);
        var copy = folder.Copy();
        var path = Directory.GetFiles(copy).Single();

        for (var at = Bifrost.Gateway.Accounting.JournalFrame.SegmentHeaderLength; at < bytes.Length; at++)
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
