using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.WireFormats.OpenAi;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway;

public sealed class ChatStreamTests
{
    private const string Role = """data: {"id":"c","model":"gpt-4o","service_tier":"default","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}""" + "\n\n";
    private const string Hello = """data: {"id":"c","choices":[{"index":0,"delta":{"content":"Grüße 😀 \ud83d\ude00"}}],"usage":null}""" + "\n\n";
    private const string Finish = """data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}""" + "\n\n";
    private const string Usage = """data: {"id":"c","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}""" + "\n\n";
    private const string Done = "data: [DONE]\n\n";
    private static readonly TokenUsage Counted = new() { InputTokens = 9, OutputTokens = 4 };

    public static TheoryData<string, string> Endings => new() { { "lf", "\n" }, { "crlf", "\r\n" }, { "cr", "\r" } };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Passes_the_same_bytes_at_every_split(string name, string ending)
    {
        Assert.NotEmpty(name);
        var source = ("\uFEFF: hi\n\n" + Role + ": ping\n" + "id: \0\n" + Hello + Finish + Usage + Done).Replace("\n", ending, StringComparison.Ordinal);
        var expected = source.Replace(Usage.Replace("\n", ending, StringComparison.Ordinal), "", StringComparison.Ordinal);
        for (var at = 0; at <= Encoding.UTF8.GetByteCount(source); at++)
        {
            foreach (var wants in new[] { false, true })
            {
                var run = new TapRun();
                await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Split(source, at)), wants));
                Assert.Equal(wants ? source : expected, run.Seen);
                Assert.Equal((OutcomeKind.Completed, Counted), (run.Outcome.Kind, run.Outcome.Usage));
                Assert.DoesNotContain("DONE", run.SeenAtSettlement, StringComparison.Ordinal);
            }
        }

        foreach (var size in new[] { 1, 2, 3, 7 })
        {
            var run = new TapRun();
            await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(source, size))), bufferSize: size);
            Assert.Equal(expected, run.Seen);
            Assert.Equal(("gpt-4o", "default"), (run.Outcome.Model, run.Outcome.ServiceTier));
        }
    }

    [Fact]
    public async Task The_end_waits_for_the_settlement_and_is_withheld_when_it_fails()
    {
        var run = new TapRun { SettlementFails = true };
        await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(Hello + Finish + Done, 1000))));
        Assert.DoesNotContain("DONE", run.Seen, StringComparison.Ordinal);
        Assert.EndsWith("\"code\":\"accounting_unavailable\"}}\n\n", run.Seen, StringComparison.Ordinal);
        Assert.Single(run.Outcomes);
    }

    [Fact]
    public async Task A_reset_after_any_byte_ends_in_the_dialects_error()
    {
        var source = Role + Hello + Finish + Done;
        var bytes = Encoding.UTF8.GetBytes(source);
        var error = Encoding.UTF8.GetString(StreamErrorEvent.Chat("upstream_error", "server_error", "The provider broke off before the end of the stream."));
        for (var at = 0; at < bytes.Length; at++)
        {
            var run = new TapRun();
            await run.CopyAsync(run.Chat(new ScriptedStream([bytes.AsMemory(0, at)]) { Fault = new IOException("reset") }));
            Assert.EndsWith(error, run.Seen, StringComparison.Ordinal);
            Assert.DoesNotContain("DONE", run.Seen, StringComparison.Ordinal);
            var before = run.SeenBytes.AsSpan()[..^Encoding.UTF8.GetByteCount(error)];
            Assert.True(before.IsEmpty || before.EndsWith("\n\n"u8));
            Assert.True(bytes.AsSpan().StartsWith(before.TrimEnd("\n"u8)));
            Assert.Equal((OutcomeKind.Broken, "upstream_error"), (run.Outcome.Kind, run.Outcome.ErrorCode));
        }
    }

    [Fact]
    public async Task A_clean_end_needs_done_or_a_finish_reason()
    {
        var broken = new TapRun();
        await broken.CopyAsync(broken.Chat(new ScriptedStream(TapRun.Pieces(Role + Hello, 1000))));
        Assert.Equal(OutcomeKind.Broken, broken.Outcome.Kind);
        Assert.Contains("upstream_error", broken.Seen, StringComparison.Ordinal);

        var finished = new TapRun();
        await finished.CopyAsync(finished.Chat(new ScriptedStream(TapRun.Pieces(Role + Hello + Finish, 1000))));
        Assert.Equal((OutcomeKind.Completed, Role + Hello + Finish), (finished.Outcome.Kind, finished.Seen));

        var unterminated = new TapRun();
        await unterminated.CopyAsync(unterminated.Chat(new ScriptedStream(TapRun.Pieces(Hello + "data: [DONE]", 1000))));
        Assert.Equal((OutcomeKind.Completed, Hello + "data: [DONE]"), (unterminated.Outcome.Kind, unterminated.Seen));
        Assert.DoesNotContain("DONE", unterminated.SeenAtSettlement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_follows_done()
    {
        var run = new TapRun();
        await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(Hello + Done + Hello + Usage, 1000)) { Fault = new IOException() }));
        Assert.Equal(Hello + Done, run.Seen);
        Assert.Null(run.Outcome.Usage);
    }

    [Theory]
    [InlineData("""data: {"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":"{\"a\":"}}]}}]}""")] // 55
    [InlineData("""data: {"id":"foreign","choices":[{"index":1000000,"delta":{"content":"x"}}]}""")] // 49
    [InlineData("""data: {"choices":[{"delta":{"reasoning_content":"x"}}]}""")]
    [InlineData("""data: {"choices":[{"text":"x"}]}""")]
    public async Task Sees_content_of_every_kind(string chunk)
    {
        var clock = new FakeTimeProvider();
        clock.Advance(TimeSpan.FromSeconds(5));
        var run = new TapRun { Clock = clock };
        await TapRun.Estimator.LoadAsync(default);
        await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(chunk + "\n\n" + Done, 1000))));
        Assert.Equal(clock.GetTimestamp(), run.Outcome.FirstTokenTimestamp);
        Assert.True(run.Outcome is { EstimatedOutputTokens: > 0, OutputTextBytes: > 0 });
        Assert.Equal(chunk + "\n\n" + Done, run.Seen);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":-9,"completion_tokens":4}""")]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":99999999999}""")]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":10}}""")]
    public async Task Wrong_usage_becomes_an_estimate(string usage)
    {
        var run = new TapRun();
        await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(Hello + $$"""data: {"choices":[],"usage":{{usage}}}""" + "\n\n" + Done, 1000))));
        Assert.True(run.Outcome is { Usage: null, UsageImplausible: true, EstimatedOutputTokens: > 0 });
    }

    [Fact]
    public async Task Truncated_json_then_done_passes_and_is_estimated()
    {
        var source = Hello + "data: {\"choices\":[{\"delta\":{\"content\":\"x\n\n" + Done;
        var run = new TapRun();
        await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(source, 1000))));
        Assert.Equal(source, run.Seen);
        Assert.True(run.Outcome is { Kind: OutcomeKind.Completed, Usage: null, EstimatedOutputTokens: > 0 });
    }

    [Fact]
    public async Task A_providers_own_error_event_is_not_doubled()
    {
        const string Error = """data: {"error":{"message":"no","type":"server_error","code":"overloaded"}}""" + "\n\n";
        var run = new TapRun();
        await run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(Hello + Error, 1000))));
        Assert.Equal(Hello + Error, run.Seen);
        Assert.Equal((OutcomeKind.Failed, "overloaded"), (run.Outcome.Kind, run.Outcome.ErrorCode));
    }

    [Fact]
    public async Task Silence_beyond_the_idle_timeout_is_a_broken_stream()
    {
        var clock = new FakeTimeProvider();
        var run = new TapRun { Clock = clock, IdleTimeout = TimeSpan.FromSeconds(120) };
        var copy = run.CopyAsync(run.Chat(new ScriptedStream(TapRun.Pieces(Hello, 1000)) { ThenSilent = true }));
        clock.Advance(TimeSpan.FromSeconds(119));
        Assert.False(copy.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));
        await copy;
        Assert.Equal((OutcomeKind.Broken, "upstream_timeout"), (run.Outcome.Kind, run.Outcome.ErrorCode));
        Assert.StartsWith(Hello + "data: {\"error\"", run.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_is_settled_with_what_was_seen()
    {
        using var aborted = new CancellationTokenSource();
        var run = new TapRun { RequestAborted = aborted.Token };
        var upstream = new ScriptedStream(TapRun.Pieces(Hello, 1000)) { ThenSilent = true };
        using (var tap = run.Chat(upstream))
        {
            Assert.True(await tap.ReadAsync(new byte[1000], aborted.Token) > 0);
            var pending = tap.ReadAsync(new byte[1000], aborted.Token);
            await aborted.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
        }

        Assert.True(run.Outcome is { Kind: OutcomeKind.Aborted, OutputTextBytes: > 0, EstimatedOutputTokens: > 0 });
        Assert.Equal(1, upstream.Disposals);
    }

    [Fact]
    public async Task Disposal_before_the_end_settles_once()
    {
        var run = new TapRun();
        var tap = run.Chat(new ScriptedStream(TapRun.Pieces(Hello, 1000)) { ThenSilent = true });
        Assert.True(await tap.ReadAsync(new byte[10], TestContext.Current.CancellationToken) > 0);
        tap.Dispose();
        await tap.DisposeAsync();
        Assert.Equal(OutcomeKind.Aborted, run.Outcome.Kind);
    }

    [Theory]
    [InlineData("data: {\"id\":\"c\",\"choices\":[{", true)]
    [InlineData("data: {\"id\":\"c\",\"choices\":[", false)]
    [InlineData("data: {\"id\":\"c\",\"choices\":[]", false)]
    [InlineData("data: {\"usage\":{}", false)]
    [InlineData("data: [D", false)]
    [InlineData("data: [x", true)]
    [InlineData("data: {\"id\":", false)]
    [InlineData("dat", false)]
    [InlineData(": comment without end", true)]
    public async Task Begins_to_pass_an_event_as_soon_as_it_is_certain(string beginning, bool passes)
    {
        var run = new TapRun();
        using var tap = run.Chat(new ScriptedStream(TapRun.Pieces(beginning, 1000)) { ThenSilent = true });
        using var stop = new CancellationTokenSource();
        var read = tap.ReadAsync(new byte[1000], stop.Token).AsTask();
        Assert.Equal(passes, read.IsCompletedSuccessfully);
        await stop.CancelAsync();
        var count = await read;
        Assert.True(!passes || count == beginning.Length);
    }

    [Fact]
    public async Task A_caller_who_wants_usage_gets_any_chunk_at_once()
    {
        var run = new TapRun();
        using var tap = run.Chat(new ScriptedStream(TapRun.Pieces("data: {\"us", 1000)) { ThenSilent = true }, callerWantsUsage: true);
        Assert.Equal(10, await tap.ReadAsync(new byte[1000], TestContext.Current.CancellationToken));
    }
}
