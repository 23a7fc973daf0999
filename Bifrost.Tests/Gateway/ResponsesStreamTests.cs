using System.Text;
using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Forwarding;

namespace Bifrost.Tests.Gateway;

public sealed class ResponsesStreamTests
{
    private const string Created = "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\",\"created_at\":17,\"model\":\"gpt-5\",\"usage\":null,\"error\":null}}\n\n";
    private const string Delta = "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":4,\"delta\":\"Grüße 😀\"}\n\n";
    private const string DoneText = "event: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"text\":\"Grüße\"}\n\n";
    private const string Completed = "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"service_tier\":\"flex\",\"usage\":{\"input_tokens\":9,\"output_tokens\":4,\"input_tokens_details\":{\"cached_tokens\":1},\"output_tokens_details\":{\"reasoning_tokens\":2}}}}\n\n";
    private static readonly TokenUsage Counted = new() { InputTokens = 9, OutputTokens = 4, CachedInputTokens = 1, ReasoningTokens = 2 };

    [Theory]
    [InlineData(true, "\n")]
    [InlineData(true, "\r\n")]
    [InlineData(false, "\r")]
    public async Task Holds_the_terminal_event_at_every_split(bool named, string ending)
    {
        var source = Created + Delta + DoneText + Completed;
        source = named ? source : string.Concat(source.Split('\n').Where(line => line is not ['e', 'v', ..]).Select(line => line + "\n"))[..^1];
        source = source.Replace("\n", ending, StringComparison.Ordinal);
        for (var at = 0; at <= Encoding.UTF8.GetByteCount(source); at++)
        {
            var run = new TapRun();
            await run.CopyAsync(run.Responses(new ScriptedStream(TapRun.Split(source, at))));
            Assert.Equal(source, run.Seen);
            Assert.DoesNotContain("response.completed", run.SeenAtSettlement, StringComparison.Ordinal);
            Assert.Equal((OutcomeKind.Completed, Counted, "gpt-5", "flex"),
                (run.Outcome.Kind, run.Outcome.Usage, run.Outcome.Model, run.Outcome.ServiceTier));
            Assert.True(run.Outcome.FirstTokenTimestamp > 0);
        }
    }

    [Fact]
    public async Task A_broken_stream_ends_in_response_failed()
    {
        var source = Created + Delta;
        var bytes = Encoding.UTF8.GetBytes(source);
        for (var at = 0; at <= bytes.Length; at++)
        {
            var run = new TapRun();
            await run.CopyAsync(run.Responses(new ScriptedStream([bytes.AsMemory(0, at)]) { Fault = new HttpRequestException("reset") }));
            Assert.Equal(OutcomeKind.Broken, run.Outcome.Kind);
            var failed = run.Seen[run.Seen.LastIndexOf("event: response.failed\ndata: ", StringComparison.Ordinal)..];
            using var json = JsonDocument.Parse(failed["event: response.failed\ndata: ".Length..]);
            var response = json.RootElement.GetProperty("response");
            Assert.Equal("upstream_error", response.GetProperty("error").GetProperty("code").GetString());
            Assert.Equal(at < Created.Length ? "resp_unknown" : "resp_1", response.GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task Estimates_a_stream_that_breaks_after_content()
    {
        var run = new TapRun();
        await run.CopyAsync(run.Responses(new ScriptedStream(TapRun.Pieces(Created + Delta, 1000))));
        Assert.True(run.Outcome is { Kind: OutcomeKind.Broken, EstimatedOutputTokens: > 0, Usage: null });
    }

    [Fact]
    public async Task A_failed_response_is_the_providers_failure()
    {
        const string Failed = "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\",\"message\":\"x\"},\"usage\":null}}\n\n";
        var run = new TapRun();
        await run.CopyAsync(run.Responses(new ScriptedStream(TapRun.Pieces(Created + Failed + Delta, 1000))));
        Assert.Equal(Created + Failed, run.Seen);
        Assert.Equal((OutcomeKind.Failed, "server_error"), (run.Outcome.Kind, run.Outcome.ErrorCode));
    }

    [Theory]
    [InlineData("event: response.output_text.delta\n", true)]
    [InlineData("event: response.comp", false)]
    [InlineData("event: response.completed\ndata: {", false)]
    [InlineData("event: response.content_p", true)]
    [InlineData("data: {\"type\":\"response.output", true)]
    [InlineData("data: {\"type\":\"response.in_progress\"", true)]
    [InlineData("data: {\"type\":\"response.in", false)]
    [InlineData("data: {\"sequence_number\":1", false)]
    public async Task Begins_to_pass_an_event_as_soon_as_it_is_certain(string beginning, bool passes)
    {
        var run = new TapRun();
        using var tap = run.Responses(new ScriptedStream(TapRun.Pieces(beginning, 1000)) { ThenSilent = true });
        using var stop = new CancellationTokenSource();
        var read = tap.ReadAsync(new byte[1000], stop.Token).AsTask();
        Assert.Equal(passes, read.IsCompletedSuccessfully);
        await stop.CancelAsync();
        await read;
    }

    [Fact]
    public async Task Image_and_transcription_streams_are_metered_but_not_cut()
    {
        const string Image = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"AA\",\"usage\":{\"input_tokens\":3,\"output_tokens\":8}}\n\n";
        var run = new TapRun();
        await run.CopyAsync(run.Responses(new ScriptedStream(TapRun.Pieces(Image + Image, 1000))));
        Assert.Equal(Image + Image, run.Seen);
        Assert.Equal((OutcomeKind.Completed, 8L), (run.Outcome.Kind, run.Outcome.Usage?.OutputTokens));
    }
}
