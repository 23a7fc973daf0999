using System.Diagnostics;
using System.Globalization;
using Bifrost.Domain.Usage;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Gateway.Accounting;

public sealed class JournalThroughputTests
{
    /// <summary>Prints pairs of intent and result a second, on one thread, and what a pair allocates: <c>--filter-class '*JournalThroughput*'</c>.</summary>
    [Fact, Trait("Category", "Long")]
    public async Task Pairs_per_second_and_bytes_per_pair()
    {
        using var folder = new JournalFolder();
        var queue = new UsageQueue(2_000_000);
        await using var journal = folder.Open(queue);
        var record = At(Noon, r =>
        {
            r.VirtualKey = "ci";
            r.PriceRates = "in=0.15 cached=0.075 out=0.6";
            r.AttemptTrail = "main|200|812345";
            r.Headers = "accept: application/json\ncontent-type: application/json\nuser-agent: OpenAI/Python 1.99.0";
        });
        Run(5_000);

        const int Pairs = 200_000;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        Run(Pairs);
        watch.Stop();
        var perPair = (GC.GetAllocatedBytesForCurrentThread() - allocated) / Pairs;

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Pairs / watch.Elapsed.TotalSeconds:0} pairs/s, {watch.Elapsed.TotalMicroseconds / Pairs:0.0} µs and {perPair} bytes allocated a pair, {journal.Bytes / (Pairs + 5_000)} bytes on disk a pair"));
        Assert.True(perPair < 300);

        void Run(int pairs)
        {
            for (var i = 0; i < pairs; i++) journal.Settle(journal.Begin(record), record);
        }
    }
}
