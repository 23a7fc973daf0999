using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Exchanges;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>
/// Who leaves does not leave the bill: what only the answer tells is read on for, from whatever the caller asked for; where the request
/// tells it, or nothing will, the provider is told at once.
/// </summary>
public sealed class LeftUnitCallTests(MeteredHost host) : IClassFixture<MeteredHost>
{
    private const string Usage = """{"total_tokens":100,"input_tokens":50,"output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}""";
    private const long Cost = 2_450_000;
    private const string Partial = "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"A\",\"partial_image_index\":0}\n\n";
    private const string Completed = $"data: {{\"type\":\"image_generation.completed\",\"b64_json\":\"A\",\"usage\":{Usage}}}\n\n";

    private static readonly string Large = new('A', 400_000);

    public static TheoryData<string, string, string, long> Streams => new()
    {
        { "image_generation", Partial, Completed, Cost },
        { "image_edit", "data: {\"type\":\"image_edit.partial_image\",\"b64_json\":\"A\"}\n\n", $"data: {{\"type\":\"image_edit.completed\",\"b64_json\":\"A\",\"usage\":{Usage}}}\n\n", Cost },
        { "transcription", "data: {\"type\":\"transcript.text.delta\",\"delta\":\"I\"}\n\n", "data: {\"type\":\"transcript.text.done\",\"text\":\"I\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":14},\"output_tokens\":45,\"total_tokens\":59}}\n\n", 534_000 },
        { "speech", "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AA\"}\n\n", "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":14,\"output_tokens\":101,\"total_tokens\":115}}\n\n", 1_220_400 },
    };

    [Theory, MemberData(nameof(Streams))]
    public async Task A_stream_is_billed_when_its_caller_leaves_before_the_usage(string operation, string first, string last, long nanos)
    {
        using var rest = new ScriptGate();
        host.Play(new Script().ContentType("text/event-stream").Chunk(first).Gate(rest.Opened).Chunk(last));
        using var caller = Begin(operation);
        await Polling.UntilAsync(() => caller.Received > 0, () => "nothing came");

        var record = await LeaveAsync(caller, rest);

        Assert.Equal((nanos, false, false), (record.CostNanos, record.Unpriced, record.Estimated));
        Assert.Equal(UsageOutcome.CallerAborted, record.Outcome);
        Assert.True(host.Provider.Requests[^1].Completed);
    }

    /// <summary>The head of the answer comes with its first event: who leaves before that has asked for it all the same.</summary>
    [Theory, MemberData(nameof(Streams))]
    public async Task And_when_he_leaves_before_anything_came(string operation, string first, string last, long nanos)
    {
        using var rest = new ScriptGate();
        var asked = host.Provider.Requests.Count;
        host.Play(new Script().Gate(rest.Opened).ContentType("text/event-stream").Chunk(first).Chunk(last));
        using var caller = Begin(operation);
        await host.Provider.RequestAsync(asked + 1, TestContext.Current.CancellationToken);

        var record = await LeaveAsync(caller, rest);

        Assert.Equal((nanos, false, UsageOutcome.CallerAborted), (record.CostNanos, record.Unpriced, record.Outcome));
    }

    [Fact]
    public async Task Of_several_images_those_are_billed_too_that_come_when_the_caller_has_left()
    {
        using var rest = new ScriptGate();
        host.Play(new Script().ContentType("text/event-stream").Chunk(Completed).Gate(rest.Opened).Chunk(Partial).Chunk(Completed).Chunk(Completed));
        using var caller = Begin(",\"stream\":true,\"n\":3", "gpt-image-1");
        await Polling.UntilAsync(() => caller.Received > 0, () => "nothing came");

        var record = await LeaveAsync(caller, rest);

        Assert.Equal((3 * Cost, false, "images=3 image_input_tokens=120", UsageOutcome.CallerAborted), (record.CostNanos, record.Estimated, record.Units, record.Outcome));
    }

    /// <summary>What is known is billed, and said to be no more than that.</summary>
    [Fact]
    public async Task Where_the_provider_breaks_off_what_it_has_told_is_billed()
    {
        using var rest = new ScriptGate();
        host.Play(new Script().ContentType("text/event-stream").Chunk(Completed).Gate(rest.Opened).Chunk(Partial).Reset());
        using var caller = Begin(",\"stream\":true,\"n\":2", "gpt-image-1");
        await Polling.UntilAsync(() => caller.Received > 0, () => "nothing came");

        var record = await LeaveAsync(caller, rest);

        Assert.Equal((Cost, true, UsageOutcome.CallerAborted), (record.CostNanos, record.Estimated, record.Outcome));
    }

    /// <summary>In one piece they are as dear as in events.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_whole_answer_is_read_to_its_end(int begun)
    {
        using var rest = new ScriptGate();
        var asked = host.Provider.Requests.Count;
        var answer = $$$"""{"created":1,"data":[{"b64_json":"{{{Large}}}"}],"usage":{{{Usage}}}}""";
        host.Play((begun == 0 ? new Script().Gate(rest.Opened) : new Script().Chunk(answer[..300_000]).Gate(rest.Opened)).Chunk(answer[(300_000 * begun)..]));
        using var caller = Begin("", "gpt-image-1");
        await host.Provider.RequestAsync(asked + 1, TestContext.Current.CancellationToken);
        await Polling.UntilAsync(() => begun == 0 || caller.Received > 0, () => "nothing came");

        var record = await LeaveAsync(caller, rest);

        Assert.Equal((Cost, false, UsageOutcome.CallerAborted, 499), (record.CostNanos, record.Unpriced, record.Outcome, record.Status));
    }

    /// <summary>Images at a price of each are billed as asked for; of speech as bytes nothing tells the tokens, however long it is read.</summary>
    [Theory]
    [InlineData("image", "text/event-stream", 80_000_000)]
    [InlineData("speech", "audio/mpeg", null)]
    public async Task Where_nothing_more_will_be_known_the_provider_is_told(string what, string type, int? nanos)
    {
        host.Play(new Script().ContentType(type).Chunk(Partial).Hang());
        using var caller = what == "image" ? Begin(",\"stream\":true,\"n\":2", "dall-e-3")
            : LeavingCaller.Begin(host.Host.Services, host.Client.DefaultRequestHeaders.Authorization, Operation.Speech, """{"model":"openai/gpt-4o-mini-tts","voice":"alloy","input":"Hello"}""");
        await Polling.UntilAsync(() => caller.Received > 0, () => "nothing came");

        await caller.LeaveAsync();
        await caller.EndAsync();

        await host.Provider.Requests[^1].CallerGone.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var record = await host.RecordAsync(caller.Id);
        Assert.Equal((nanos, nanos is null, UsageOutcome.CallerAborted), ((int?)record.CostNanos, record.Unpriced, record.Outcome));
    }

    /// <summary>Over a real connection, which is gone when the rest comes.</summary>
    [Fact]
    public async Task What_comes_for_a_connection_that_is_no_more_is_counted_and_dropped()
    {
        host.Play(new Script().ContentType("text/event-stream").Chunk(Partial).Latency(TimeSpan.FromMilliseconds(400)).Repeat($"data: {Large}\n\n", 50).Chunk(Completed));
#pragma warning disable RS0030 // The test is the caller; one that leaves does not read on for a while, as HttpClient would.
        using var client = new HttpClient(new SocketsHttpHandler { MaxResponseDrainSize = 0 }) { BaseAddress = host.Host.BaseAddress };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Authorization = host.Client.DefaultRequestHeaders.Authorization;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations") { Content = new StringContent("""{"model":"openai/gpt-image-1","prompt":"a cat","stream":true}""", Encoding.UTF8, "application/json") };
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var id = Guid.Parse(response.Headers.GetValues("x-request-id").Single());
        response.Dispose();

        await host.Provider.Requests[^1].Finished.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var record = await host.RecordAsync(id);
        Assert.Equal((Cost, UsageOutcome.CallerAborted, 200, true), (record.CostNanos, record.Outcome, record.Status, host.Provider.Requests[^1].Completed));
    }

    private LeavingCaller Begin(string operation) => operation switch
    {
        "transcription" => LeavingCaller.Begin(host.Host.Services, host.Client.DefaultRequestHeaders.Authorization, Operation.Transcriptions, MeteredHost.Audio("openai/gpt-4o-transcribe", ("stream", "true"))),
        "image_edit" => LeavingCaller.Begin(host.Host.Services, host.Client.DefaultRequestHeaders.Authorization, Operation.ImageEdits, MeteredHost.Audio("openai/gpt-image-1", ("stream", "true"), ("prompt", "a hat"))),
        "speech" => LeavingCaller.Begin(host.Host.Services, host.Client.DefaultRequestHeaders.Authorization, Operation.Speech, """{"model":"openai/gpt-4o-mini-tts","voice":"alloy","input":"Hello","stream_format":"sse"}"""),
        _ => Begin(",\"stream\":true", "gpt-image-1"),
    };

    private LeavingCaller Begin(string more, string model) =>
        LeavingCaller.Begin(host.Host.Services, host.Client.DefaultRequestHeaders.Authorization, Operation.Images, $$"""{"model":"openai/{{model}}","prompt":"a cat"{{more}}}""");

    private async Task<UsageRecord> LeaveAsync(LeavingCaller caller, ScriptGate rest)
    {
        await caller.LeaveAsync();
        rest.Open();
        await caller.EndAsync();
        return await host.RecordAsync(caller.Id);
    }
}
