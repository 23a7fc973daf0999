using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Gateway.Dialects;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile.Wires;

/// <summary>PROMISES, section 4 C 41, 42 and 52, for every wire: what is enormous or has no end is held in bounded memory. Alone, so that memory can be read.</summary>
[Collection(LoneTests.Name)]
public sealed class HostileSizeTests(HostileWireHost host) : IClassFixture<HostileWireHost>
{
    private const long Allowed = 96L * 1024 * 1024;
    private const int Megabyte = 1 << 20;

    public static TheoryData<string> Wires() => [.. HostileWires.All.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Wires))]
    public Task A_unit_of_a_hundred_megabytes_is_not_kept(string wireName) => EndlessUnitAsync(HostileWires.Of(wireName), Callers(HostileWires.Of(wireName))[1]);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Wires))]
    public Task Nor_is_one_whose_bytes_pass(string wireName) => EndlessUnitAsync(HostileWires.Of(wireName), HostileWires.Of(wireName).Dialect);

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Wires))]
    public async Task A_sound_unit_of_forty_megabytes_passes_or_is_an_error(string wireName)
    {
        var wire = HostileWires.Of(wireName);
        var filler = new string('x', 40 * Megabyte);
        foreach (var caller in Callers(wire))
        {
            host.Provider.ForgetScripts();
            host.Provider.Enqueue(new Script().ContentType(wire.Dialect.Format.StreamType).Chunk(wire.Bytes([.. wire.Words, wire.Say(filler), .. wire.EndWith()])));

            var (id, bytes, failed) = await ReadAsync(wire, caller);

            Assert.True(failed || (caller == wire.Dialect && bytes > filler.Length), $"{wire} for {caller}: {bytes} bytes without an error");
            await AssertRecordAsync(id, failed);
        }
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Wires))]
    public async Task A_whole_answer_of_a_hundred_megabytes_is_not_kept(string wireName)
    {
        var wire = HostileWires.Of(wireName);
        foreach (var caller in Callers(wire).Where(x => x != wire.Dialect || wire.Dialect.Kind is not ("deepseek" or "openai")))
        {
            host.Provider.ForgetScripts();
            host.Provider.Enqueue(new Script().Chunk(wire.WholeWith(text: "\u0001")[..^30].Split('\u0001')[0]).Repeat(new string('a', Megabyte), 100));
            var before = GC.GetTotalMemory(forceFullCollection: true);

            using var response = await host.AskAsync(caller, wire.Dialect, stream: false, budgeted: true);

            Assert.Equal(502, (int)response.StatusCode);
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Allowed);
        }

        await host.NothingIsHeldAsync();
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Wires))]
    public async Task What_says_nothing_for_ever_ends_with_its_caller(string wireName)
    {
        var wire = HostileWires.Of(wireName);
        foreach (var caller in Callers(wire))
        {
            host.Provider.ForgetScripts();
            var nothing = string.Concat(Enumerable.Repeat(Encoding.Latin1.GetString(HostileStreams.Comment(wire)), 1_000));
            host.Provider.Enqueue(new Script().ContentType(wire.Dialect.Format.StreamType).Chunk(wire.Bytes(wire.Words)).Repeat(nothing, long.MaxValue));
            var number = host.Provider.Requests.Count + 1;
            var before = GC.GetTotalMemory(forceFullCollection: true);
            using (var response = await host.AskAsync(caller, wire.Dialect, stream: true, budgeted: true))
            {
                var received = await host.Provider.RequestAsync(number);
                using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
                await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
                var drained = DrainAsync(stream, leaving.Token);
                await Polling.UntilAsync(() => received.ChunksSent > 300, () => $"only {received.ChunksSent} chunks were taken");
                Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Allowed);
                Assert.False(drained.IsCompleted);

                // A response is not disposed while it is read: its connection would go back with a read under way.
                await leaving.CancelAsync();
                await drained;
            }

            await host.Provider.Requests[number - 1].CallerGone.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }

        await host.NothingIsHeldAsync();
    }

    private async Task EndlessUnitAsync(HostileWire wire, DialectWire caller)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(new Script().ContentType(wire.Dialect.Format.StreamType).Chunk(wire.Bytes(wire.Words)).Chunk(Beginning(wire)).Repeat(new string('a', Megabyte), 100));

        var (id, _, failed) = await ReadAsync(wire, caller);

        // Where bytes pass unread, a stream of OpenAI's that closes after them may have ended with them.
        Assert.True(failed || caller == wire.Dialect, $"{wire} for {caller}: no error");
        await AssertRecordAsync(id, failed);
    }

    /// <summary>The provider's own dialect, and another.</summary>
    private static DialectWire[] Callers(HostileWire wire) => [wire.Dialect, HostileWires.Of(wire.Name == "anthropic_messages" ? "openai_chat" : "anthropic_messages").Dialect];

    /// <summary>Of a unit without an end: as long a frame as may be believed, a line, or an event.</summary>
    private static byte[] Beginning(HostileWire wire)
    {
        if (wire.Framing != StreamFraming.AwsFrames)
        {
            return Encoding.UTF8.GetBytes(wire.Framing == StreamFraming.Lines ? "{\"a\":\"" : "data: {\"a\":\"");
        }

        var prelude = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(prelude, 16 * Megabyte);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.HashToUInt32(prelude.AsSpan(0, 8)));
        return prelude;
    }

    private static async Task DrainAsync(Stream stream, CancellationToken leaving)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, leaving) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException or HttpRequestException)
        {
        }
    }

    /// <summary>Reads a stream while it looks at the memory; its last word is read as the caller would.</summary>
    private async Task<(Guid Id, long Bytes, bool Failed)> ReadAsync(HostileWire wire, DialectWire caller)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var response = await host.AskAsync(caller, wire.Dialect, stream: true, budgeted: true);
        Assert.Equal(200, (int)response.StatusCode);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[64 * 1024];
        byte[] last = [];
        long bytes = 0;
        for (int count; (count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
        {
            last = [.. last.TakeLast(4_096), .. buffer.AsSpan(0, count)];
            if ((bytes += count) % (16 * Megabyte) < count)
            {
                AssertMemory(before, wire, caller);
            }
        }

        AssertMemory(before, wire, caller);
        return (Guid.Parse(response.Headers.GetValues("x-request-id").Single()), bytes, Encoding.UTF8.GetString(last).Contains("The provider ", StringComparison.Ordinal));
    }

    private static void AssertMemory(long before, HostileWire wire, DialectWire caller)
    {
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(held < Allowed, $"{wire} for {caller}: {held} bytes of memory");
    }

    private async Task AssertRecordAsync(Guid id, bool failed)
    {
        await host.NothingIsHeldAsync();
        var record = await host.Dialects.RecordOfAsync(id);
        Assert.Equal(failed, record.Outcome != UsageOutcome.Completed);
        Assert.True(record.CostNanos is null or >= 0);
    }
}
