using System.IO.Pipelines;
using System.Text;

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
            var pipe = new Pipe();
            var text = new StringBuilder();
            var ends = new List<int>();
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
            var bytes = Encoding.ASCII.GetBytes(text.ToString());
            var run = new TapRun { IdleTimeout = TimeSpan.FromMinutes(1) };
            using var tap = run.Chat(pipe.Reader.AsStream(), callerWantsUsage: true);
            var buffer = new byte[chance.Next(2) == 0 ? 7_000 : 65_536];
            var (sent, seen) = (0, 0);
            while (sent < bytes.Length)
            {
                var size = Math.Min(bytes.Length - sent, 1 + chance.Next(chance.Next(2) == 0 ? 3 : 30_000));
                size = chance.Next(3) == 0 ? Math.Max(1, (ends.Find(x => x > sent)) - sent) : size;
                var write = pipe.Writer.WriteAsync(bytes.AsMemory(sent, size), TestContext.Current.CancellationToken).AsTask();
                sent += size;
                var due = ends.FindLast(x => x <= sent);
                while (seen < due)
                {
                    var read = tap.ReadAsync(buffer, CancellationToken.None).AsTask();
                    var count = await read.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
                    Assert.True(bytes.AsSpan(seen, count).SequenceEqual(buffer.AsSpan(0, count)), $"round {round}");
                    Assert.NotEqual(0, count);
                    seen += count;
                }

                if (!write.IsCompleted)
                {
                    var ready = tap.ReadAsync(Memory<byte>.Empty, CancellationToken.None).AsTask();
                    Assert.Equal(0, await ready.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
                    if (!write.IsCompleted)
                    {
                        seen += await ReadAsync(seen);
                    }
                }

                await write.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            }

            Assert.Equal(0, await tap.ReadAsync(buffer, CancellationToken.None));
            Assert.Equal(bytes.Length, seen);
            Assert.Equal(bytes.Length > 0, run.Outcomes.Count == 1);

            async Task<int> ReadAsync(int at)
            {
                var count = await tap.ReadAsync(buffer, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
                Assert.True(bytes.AsSpan(at, count).SequenceEqual(buffer.AsSpan(0, count)));
                return count;
            }
        }
    }
}
