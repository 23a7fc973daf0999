using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Bifrost.Domain.Usage;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.Accounting;

public sealed class JournalThroughputTests
{
    private const int ThreadCpuClock = 3;

    /// <summary>
    /// Prints pairs of intent and result a second on one thread, and a pair's own CPU and allocation, with mapped files
    /// and without; paced, some 20,000 a second so that the disk's thread has its turns: <c>--filter-class '*JournalThroughput*'</c>.
    /// </summary>
    [Theory, Trait("Category", "Long")]
    [InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public async Task Pairs_per_second_and_bytes_per_pair(bool map, bool paced)
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue(2_000_000);
        await using var journal = folder.Open(queue, map: map);
        var record = At(Noon, r =>
        {
            r.VirtualKey = "ci";
            r.PriceRates = "in=0.15 cached=0.075 out=0.6";
            r.AttemptTrail = "main|200|812345";
            r.Headers = "accept: application/json\ncontent-type: application/json\nuser-agent: OpenAI/Python 1.99.0";
        });
        for (var i = 0; i < 250; i++) Run(20);

        const int Pairs = 100_000;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var cpu = 0.0;
        for (var i = 0; i < Pairs / 20; i++)
        {
            var before = ThreadCpuMicroseconds();
            Run(20);
            cpu += ThreadCpuMicroseconds() - before;
            var pause = Stopwatch.GetTimestamp();
            while (paced && Stopwatch.GetElapsedTime(pause).TotalMilliseconds < 1) Thread.SpinWait(20);
        }

        watch.Stop();
        var perPair = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Pairs;

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"mapped {map}, paced {paced}: {Pairs / watch.Elapsed.TotalSeconds:0} pairs/s, {cpu / Pairs:0.00} µs CPU and {perPair} bytes allocated a pair, {journal.Bytes / (Pairs + 5_000)} bytes on disk a pair"));
        Assert.True(perPair < 300);

        void Run(int pairs)
        {
            for (var i = 0; i < pairs; i++) journal.Settle(journal.Begin(record), record);
        }
    }

    private static double ThreadCpuMicroseconds()
    {
        Assert.Equal(0, clock_gettime(ThreadCpuClock, out var time));
        return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
    }

    [DllImport("libc"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_gettime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
