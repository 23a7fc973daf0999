using System.Runtime.InteropServices;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.Accounting;

/// <summary>
/// The disk's refusal is real: the kernel lets no file of this process grow past a size, so a reservation fails, or a
/// write stops in the middle of a frame, just as on a full disk. Alone, because the limit holds for the whole process.
/// </summary>
[Collection(LoneTests.Name)]
public sealed class JournalDiskFullTests
{
    private const int FileSize = 1;
    private const int SignalFileSize = 25;
    private const long Limit = 4L << 20;
    private const long LimitOfAll = 1_000;

    /// <summary>Mapped, the next file cannot be reserved, which must be told before a page is touched; else a write stops within a frame.</summary>
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_full_disk_refuses_intents_keeps_results_and_recovers_without_a_gap(bool map)
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue();
        await using var journal = folder.Open(queue, segmentBytes: map ? 8 << 20 : 1L << 30, map: map);
        var settled = new List<Guid>();
        var padding = new string('x', 16_000);
        while (journal.Bytes < Limit - 100_000) Settle(journal, settled, padding);
        var open = Enumerable.Range(0, 20).Select(_ => Intent(padding)).ToArray();
        JournalTicket[] tickets;
        var before = Ignore();
        try
        {
            tickets = [.. open[..3].Select(journal.Begin)];
            SetLimit(Limit);
            var refused = Assert.Throws<JournalUnavailableException>(() => Fill(journal, settled, padding));
            Assert.NotNull(refused.InnerException);

            // The limit is one of a file: until no new one can be begun either, the journal recovers with the next.
            SetLimit(LimitOfAll);
            Assert.Throws<JournalUnavailableException>(() => Fill(journal, settled, padding));
            Assert.False(journal.IsHealthy);
            for (var i = 0; i < 3; i++)
            {
                Assert.True(journal.Settle(tickets[i], open[i]));
                settled.Add(open[i].Id);
            }

            Assert.Throws<JournalUnavailableException>(() => journal.Begin(Intent(padding)));
        }
        finally
        {
            SetLimit(-1);
            signal(SignalFileSize, before);
        }

        await AssertRecoversAsync(folder, journal, queue, settled);
    }

    private static async Task AssertRecoversAsync(JournalFolder folder, UsageJournal journal, UsageQueue queue, List<Guid> settled)
    {
        // It recovers by itself, for a node that is not ready gets no request that could try.
        await Polling.UntilAsync(() => journal.IsHealthy, () => "The journal does not recover.");
        Settle(journal, settled, "");

        var (replay, pending) = await JournalFolder.ReplayAsync(folder.Copy());
        Assert.Equal((0, 0, 0), (replay.Interrupted, replay.CorruptBytes, replay.TornBytes));
        Assert.Equal(settled.Order(), pending.Select(p => p.Record.Id).Order());
        Assert.Equal(settled.Order(), UsageJournalTests.TakeAndWrite(queue, int.MaxValue).Order());
        Assert.Equal(0, journal.Backlog);
    }

    private static void Fill(UsageJournal journal, List<Guid> settled, string padding)
    {
        while (true) Settle(journal, settled, padding);
    }

    private static void Settle(UsageJournal journal, List<Guid> settled, string padding)
    {
        var record = Intent(padding);
        var ticket = journal.Begin(record);
        settled.Add(record.Id);
        journal.Settle(ticket, record);
    }

    private static UsageRecord Intent(string padding) => At(Noon, r => r.Headers = padding);

    private static nint Ignore() => signal(SignalFileSize, 1);

    private static void SetLimit(long bytes)
    {
        Assert.Equal(0, getrlimit(FileSize, out var limit));
        limit.Soft = bytes < 0 ? limit.Hard : bytes;
        Assert.Equal(0, setrlimit(FileSize, ref limit));
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setrlimit(int resource, ref Bounds limit);

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int getrlimit(int resource, out Bounds limit);

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint signal(int number, nint handler);

    [StructLayout(LayoutKind.Sequential)]
    private struct Bounds
    {
        public long Soft;
        public long Hard;
    }
}
