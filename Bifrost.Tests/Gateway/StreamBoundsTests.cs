using System.Text;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Tests.Gateway;

/// <summary>Corpus C 41, 42, 52: what never ends costs no memory.</summary>
public sealed class StreamBoundsTests
{
    private const string Done = "data: [DONE]\n\n";

    [Theory]
    [InlineData("", 'x', 100)]
    [InlineData("data: ", 'x', 20)]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"", 'x', 20)]
    [InlineData("data: {\"a\":\"", 'x', 20)]
    [InlineData(":", 'x', 100)]
    [InlineData(": ", '\n', 20)]
    public async Task Endless_lines_pass_in_bounded_memory(string beginning, char filler, int megabytes)
    {
        var piece = Encoding.ASCII.GetBytes(new string(filler, 64 * 1024));
        var pieces = Enumerable.Repeat(new ReadOnlyMemory<byte>(piece), megabytes * 16)
            .Prepend(Encoding.ASCII.GetBytes(beginning)).Append(Encoding.ASCII.GetBytes("\n\n" + Done));
        var run = new TapRun();
        await TapRun.Estimator.LoadAsync(default);
        using var tap = run.Chat(new ScriptedStream(pieces));
        var buffer = new byte[64 * 1024];
        long total = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var count = 1; count > 0;)
        {
            count = await tap.ReadAsync(buffer, TestContext.Current.CancellationToken);
            total += count;
        }

        Assert.Equal(beginning.Length + ((long)megabytes * 1024 * 1024) + 2 + Done.Length, total);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 48L * 1024 * 1024);
        Assert.Equal(OutcomeKind.Completed, run.Outcome.Kind);
    }

    [Fact]
    public async Task Endless_comment_lines_pass_as_they_come()
    {
        var line = new ReadOnlyMemory<byte>(": OPENROUTER PROCESSING\n"u8.ToArray());
        var run = new TapRun();
        using var tap = run.Chat(new ScriptedStream(Enumerable.Repeat(line, 1000)) { ThenSilent = true });
        var buffer = new byte[1000];
        for (var passed = 0; passed < 1000 * line.Length;)
        {
            var count = await tap.ReadAsync(buffer, TestContext.Current.CancellationToken);
            Assert.True(count > 0);
            passed += count;
        }
    }

    [Fact]
    public async Task Passing_an_event_allocates_next_to_nothing()
    {
        var chunk = new ReadOnlyMemory<byte>(Encoding.ASCII.GetBytes(
            """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"gpt-4o","choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}]}""" + "\n\n"));
        var run = new TapRun();
        using var tap = run.Chat(new ScriptedStream(Enumerable.Repeat(chunk, 1200)));
        var buffer = new byte[4096];
        await PassAsync(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        await PassAsync(800);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 800, 0, 64);

        // Completes at once: the pieces are in memory, so the thread stays the same.
        async ValueTask PassAsync(int events)
        {
            for (var left = events * chunk.Length; left > 0;)
            {
                var count = await tap.ReadAsync(buffer, CancellationToken.None);
                left -= count > 0 ? count : throw new InvalidOperationException("The stream ended.");
            }
        }
    }
}
