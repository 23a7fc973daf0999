using System.IO.Pipelines;
using System.Text;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Tests.Gateway;

/// <summary>What is complete of a stream reaches the caller before more of it comes, however it was cut.</summary>
public sealed class HeldBytesTests
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task No_complete_event_waits_for_the_next(string end)
    {
        var chance = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var ends = new List<int>();
            var bytes = Encoding.ASCII.GetBytes(Stream(chance, end, ends));
            var run = new TapRun { IdleTimeout = TimeSpan.FromMinutes(1) };
            var pipe = new Pipe();
            using var tap = run.Chat(pipe.Reader.AsStream(), callerWantsUsage: true);
            var caller = new Caller(tap, bytes, new byte[chance.Next(2) == 0 ? 7_000 : 65_536]);
            for (var sent = 0; sent < bytes.Length;)
            {
                var size = Math.Min(bytes.Length - sent, 1 + chance.Next(chance.Next(2) == 0 ? 3 : 30_000));
                size = chance.Next(3) == 0 ? Math.Max(1, ends.Find(x => x > sent) - sent) : size;
                var write = pipe.Writer.WriteAsync(bytes.AsMemory(sent, size), TestContext.Current.CancellationToken).AsTask();
                sent += size;
                await caller.ReadToAsync(ends.FindLast(x => x <= sent), write);
                await write.WaitAsync(Patience, TestContext.Current.CancellationToken);
            }

            Assert.Equal(0, await tap.ReadAsync(new byte[1], CancellationToken.None));
            Assert.Equal(bytes.Length, caller.Seen);
            Assert.Single(run.Outcomes);
        }
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Twelve events of any kind and the end; notes where each event ends.</summary>
    private static string Stream(Random chance, string end, List<int> ends)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 12; i++)
        {
            text.Append(chance.Next(4) switch
            {
                0 => $": ping{end}{end}",
                1 => $"event: x{end}data: {{\"choices\":[{{\"delta\":{{\"content\":\"{new string('b', chance.Next(3) * 20_000)}\"}}}}]}}{end}{end}",
                2 => $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"\"}}}}],\"obfuscation\":\"q\"}}{end}{end}",
                _ => $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"a{i}\"}}}}]}}{end}{end}",
            });
            ends.Add(text.Length);
        }

        text.Append("data: [DONE]").Append(end).Append(end);
        ends.Add(text.Length);
        return text.ToString();
    }

    private sealed class Caller(ResponseTapStream tap, byte[] expected, byte[] buffer)
    {
        public int Seen { get; private set; }

        /// <summary>Reads until everything up to <paramref name="due"/> is here, and more while the provider waits for room.</summary>
        public async Task ReadToAsync(int due, Task write)
        {
            while (Seen < due)
            {
                Assert.NotEqual(0, await ReadAsync(buffer));
            }

            if (!write.IsCompleted)
            {
                Assert.Equal(0, await ReadAsync(Memory<byte>.Empty));
                if (!write.IsCompleted)
                {
                    await ReadAsync(buffer);
                }
            }
        }

        private async Task<int> ReadAsync(Memory<byte> into)
        {
            var count = await tap.ReadAsync(into, CancellationToken.None).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
            Assert.True(expected.AsSpan(Seen, count).SequenceEqual(into.Span[..count]), $"at {Seen}");
            Seen += count;
            return count;
        }
    }
}
