using System.Text;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Tests.Gateway;

public sealed class BodyTapTests
{
    private const string Json = """{"model":"m","choices":[{"message":{"content":"é\ud83d\ude00"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}}""";

    [Theory]
    [InlineData(Json, true)]
    [InlineData(Json, false)]
    [InlineData(Json + "\n ", false)]
    public async Task Settles_before_the_json_is_complete_at_the_caller(string body, bool announced)
    {
        var length = Encoding.UTF8.GetByteCount(body);
        for (var at = 0; at <= length; at++)
        {
            foreach (var size in new[] { 1, 2, 10_000 })
            {
                var run = new TapRun();
                await run.CopyAsync(run.Json(new ScriptedStream(TapRun.Split(body, at)), announced ? length : null), size);
                Assert.Equal(body, run.Seen);
                Assert.True(run.SeenAtSettlement.Length < Json.Length);
                Assert.Equal((OutcomeKind.Completed, 3L), (run.Outcome.Kind, run.Outcome.Usage?.InputTokens));
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_binary_body_keeps_its_last_byte_until_the_settlement(bool announced)
    {
        var body = new string('x', 50);
        foreach (var piece in new[] { 1, 2, 7, 50 })
        {
            foreach (var size in new[] { 1, 2, 3, 1000 })
            {
                var run = new TapRun();
                await run.CopyAsync(run.Binary(new ScriptedStream(TapRun.Pieces(body, piece)), announced ? 50 : null), size);
                Assert.Equal(body, run.Seen);
                Assert.True(run.SeenAtSettlement.Length < 50);
                Assert.Equal((OutcomeKind.Completed, 50L), (run.Outcome.Kind, run.Outcome.ResponseBytes));
            }
        }
    }

    [Theory]
    [InlineData("<html>oops</html>")]
    [InlineData("""{"choices":[{"message":{"content":"cut""")]
    public async Task Rubbish_passes_and_is_recorded_as_such(string body)
    {
        foreach (var size in new[] { 1, 3, 1000 })
        {
            var run = new TapRun();
            await run.CopyAsync(run.Json(new ScriptedStream(TapRun.Pieces(body, 4))), size);
            Assert.Equal(body, run.Seen);
            Assert.Equal((OutcomeKind.Broken, "upstream_invalid_response"), (run.Outcome.Kind, run.Outcome.ErrorCode));
        }
    }

    [Fact]
    public async Task Without_usage_the_output_is_estimated()
    {
        var run = new TapRun();
        await run.CopyAsync(run.Json(new ScriptedStream(TapRun.Pieces("""{"choices":[{"message":{"content":"one two three four"}}]}""", 5))));
        Assert.Equal(4, run.Outcome.EstimatedOutputTokens);
    }

    [Fact]
    public async Task A_reset_breaks_the_connection_after_settling()
    {
        var run = new TapRun();
        var tap = run.Json(new ScriptedStream(TapRun.Pieces(Json[..20], 7)) { Fault = new IOException("reset") });
        await Assert.ThrowsAsync<IOException>(() => run.CopyAsync(tap));
        Assert.Equal((OutcomeKind.Broken, "upstream_error"), (run.Outcome.Kind, run.Outcome.ErrorCode));
    }

    [Fact]
    public async Task A_failed_settlement_withholds_the_end()
    {
        var run = new TapRun { SettlementFails = true };
        await Assert.ThrowsAsync<IOException>(() => run.CopyAsync(run.Json(new ScriptedStream(TapRun.Pieces(Json, 1)))));
        Assert.Equal(Json[..^1], run.Seen);
        Assert.Single(run.Outcomes);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_is_an_abort()
    {
        using var aborted = new CancellationTokenSource();
        var run = new TapRun { RequestAborted = aborted.Token };
        await using var tap = run.Json(new ScriptedStream(TapRun.Pieces(Json[..20], 20)) { ThenSilent = true });
        Assert.Equal(20, await tap.ReadAsync(new byte[100], aborted.Token));
        var pending = tap.ReadAsync(new byte[100], aborted.Token);
        await aborted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
        Assert.Equal(OutcomeKind.Aborted, run.Outcome.Kind);
    }
}
