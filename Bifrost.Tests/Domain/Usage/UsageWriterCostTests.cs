using System.Diagnostics;
using System.Globalization;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;
using static Bifrost.Tests.Domain.Usage.SampleUsage;

namespace Bifrost.Tests.Domain.Usage;

// Alone: it counts what the whole process allocates.
[Collection(LoneTests.Name)]
public sealed class UsageWriterCostTests
{
    private const int Round = 10_000;

    /// <summary>Prints what one record costs on its way into each database, commit included, a server's own share not: <c>--filter-class '*UsageWriterCost*'</c>.</summary>
    [Theory, MemberData(nameof(Databases.Both), MemberType = typeof(Databases)), Trait("Category", "Long")]
    public async Task Processor_time_and_bytes_of_a_record(DatabaseKind kind)
    {
        await using var database = await UsageDatabase.CreateAsync(kind);
        var queue = new UsageQueue(int.MaxValue);
        using var writer = database.Writer(queue);
        var process = Process.GetCurrentProcess();
        var keys = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();
        await RunAsync(0);

        const int Rounds = 20;
        var allocated = 0L;
        var user = TimeSpan.Zero;
        var system = TimeSpan.Zero;
        for (var i = 1; i <= Rounds; i++)
        {
            var (moreAllocated, moreUser, moreSystem) = await RunAsync(i);
            (allocated, user, system) = (allocated + moreAllocated, user + moreUser, system + moreSystem);
        }

        const int Records = Rounds * Round;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(user + system).TotalMicroseconds / Records:0.00} µs of processor time ({system.TotalMicroseconds / Records:0.00} µs of it the system's) and {(double)allocated / Records:0} bytes allocated a record"));
        Assert.Equal(Records + Round, (await database.TotalsAsync()).Sum(t => t.Requests));
        Assert.True(allocated / Records < 300);

        async Task<(long Allocated, TimeSpan User, TimeSpan System)> RunAsync(int round)
        {
            for (var i = 0; i < Round; i++) queue.Add(new UsageDatabase.Plain { Record = Typical(Noon.AddSeconds(round).AddMicroseconds(i * 100), keys[i % keys.Length], i) });
            GC.Collect();
            process.Refresh();
            var (bytes, user, system) = (GC.GetTotalAllocatedBytes(precise: true), process.UserProcessorTime, process.PrivilegedProcessorTime);
            Assert.True(await writer.FlushAsync());
            process.Refresh();
            return (GC.GetTotalAllocatedBytes(precise: true) - bytes, process.UserProcessorTime - user, process.PrivilegedProcessorTime - system);
        }
    }

    /// <summary>As the gateway makes them: names are the snapshot's own strings, what a request brings is its own.</summary>
    private static UsageRecord Typical(DateTime time, Guid key, int n) => At(time, r =>
    {
        r.VirtualKeyId = key;
        r.VirtualKey = "ci";
        r.TeamId = r.CustomerId = r.ProviderId = key;
        r.Team = "platform";
        r.Customer = "acme";
        r.ProviderKey = "main";
        r.UpstreamHost = "api.openai.com";
        r.RequestedModel = string.Concat("openai/", "gpt-4o".AsSpan());
        r.PriceRates = "in=0.15 cached=0.075 out=0.6";
        r.InputTokens = 900 + (n % 50);
        r.OutputTokens = n % 100;
        r.CostNanos = (r.InputTokens * 150) + (r.OutputTokens * 600);
        r.ListCostNanos = r.CostNanos;
        r.AttemptTrail = string.Create(CultureInfo.InvariantCulture, $"main|200|{800_000 + n}");
        r.Headers = string.Concat("accept: application/json\ncontent-type: application/json\n", "user-agent: OpenAI/Python 1.99.0".AsSpan());
        r.AuthenticatedMicros = 12;
        r.AdmittedMicros = 20 + (n % 7);
        r.RoutedMicros = 25 + (n % 7);
        r.SentMicros = 60 + (n % 30);
        r.HeadersMicros = 190_000 + n;
        r.FirstTokenMicros = 200_000 + n;
        r.LatencyMicros = 800_000 + n;
        r.OverheadMicros = 100 + (n % 40);
    });
}
