using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>
/// What a caller may try to pay less than he consumed, and what a provider may say that would bill the wrong amount: where an answer leaves
/// open how much it was, what the request proves is billed.
/// </summary>
public sealed class UnitEvasionTests(MeteredHost host) : IClassFixture<MeteredHost>
{
    private const string Images = "/v1/images/generations";
    private const string Usage = """{"total_tokens":100,"input_tokens":50,"output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}""";
    private const long Cost = 2_450_000;

    private static readonly string Large = new('A', 20_000);

    /// <summary>SiliconFlow's own name (docs.siliconflow.com/en/api-reference/images/images-generations); it asks by one of its own as well.</summary>
    [Theory]
    [InlineData("""{"images":[{"url":"a"},{"url":"b"}],"timings":{"inference":1},"seed":1}""")]
    [InlineData("""{"images":[{"url":"a"},{"url":"b"}],"data":[{"url":"a"},{"url":"b"}]}""")]
    [InlineData("""{"images":[{"url":"LARGE"},{"url":"LARGE"}]}""")]
    public async Task Images_are_counted_under_either_name(string answer)
    {
        host.Play(Script.Json(answer.Replace("LARGE", Large, StringComparison.Ordinal)));

        var (_, _, record) = await host.PostAsync(Images, """{"model":"openai/dall-e-3","prompt":"a cat","batch_size":2}""");

        Assert.Equal((80_000_000L, false, "images=2"), (record.CostNanos, record.Estimated, record.Units));
    }

    [Theory]
    [InlineData("""{"data":{"image_urls":["a","b"],"x":1,"y":2,"z":3}}""")]
    [InlineData("""{"data":{"image_urls":["LARGE"],"x":1,"y":2,"z":3}}""")]
    [InlineData("""{"data":"a"}""")]
    [InlineData("""{"output":["a","b"]}""")]
    public async Task An_answer_of_another_form_is_billed_as_what_was_asked_for(string answer)
    {
        host.Play(Script.Json(answer.Replace("LARGE", Large, StringComparison.Ordinal)));

        var (_, _, record) = await host.PostAsync(Images, """{"model":"openai/dall-e-3","prompt":"a cat","n":2}""");

        Assert.Equal((80_000_000L, true, "images=2"), (record.CostNanos, record.Estimated, record.Units));
    }

    /// <summary>A usage of null says nothing: what the event before it said is counted once.</summary>
    [Theory]
    [InlineData("data: {\"type\":\"image_generation.completed\",\"b64_json\":\"A\",\"usage\":USAGE}\n\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"A\",\"usage\":null}\n\n", 1)]
    [InlineData("data: {\"type\":\"image_generation.completed\",\"usage\":USAGE}\n\ndata: {\"type\":\"image_generation.completed\",\"usage\":USAGE}", 2)]
    public async Task The_tokens_of_a_stream_are_counted_once_each(string events, int images)
    {
        host.Play(Script.Sse(events.Replace("USAGE", Usage, StringComparison.Ordinal)));

        var (_, _, record) = await host.PostAsync(Images, """{"model":"openai/gpt-image-1","prompt":"a cat","stream":true}""");

        Assert.Equal((images * Cost, 50L * images), (record.CostNanos, record.OutputTokens));
    }

    /// <summary>Whoever leaves after the first of several has asked for all of them.</summary>
    [Fact]
    public async Task A_stream_that_is_cut_is_billed_as_many_images_as_were_asked_for()
    {
        var arrived = new TaskCompletionSource();
        host.Play(new Script().ContentType("text/event-stream").Chunk($"data: {{\"type\":\"image_generation.completed\",\"b64_json\":\"A\",\"usage\":{Usage}}}\n\n").Gate(arrived.Task).Reset());
        using var request = new HttpRequestMessage(HttpMethod.Post, Images) { Content = new StringContent("""{"model":"openai/dall-e-3","prompt":"a cat","stream":true,"n":3}""", System.Text.Encoding.UTF8, "application/json") };
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        arrived.SetResult();
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        var record = await host.RecordAsync(response);

        Assert.Equal((120_000_000L, true), (record.CostNanos, record.Estimated));
    }

    /// <summary>A price by characters does not become none because the events name tokens.</summary>
    [Fact]
    public async Task Speech_by_characters_is_billed_also_where_its_events_name_tokens()
    {
        host.Play(Script.Sse("data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":14,\"output_tokens\":101,\"total_tokens\":115}}\n\n"));

        var (_, _, record) = await host.PostAsync("/v1/audio/speech", """{"model":"openai/tts-1","voice":"alloy","input":"Hello","stream_format":"sse"}""");

        Assert.Equal((75_000L, false, false), (record.CostNanos, record.Unpriced, record.Estimated));
    }

    [Theory]
    [InlineData("""a\ud800b""", 3)]
    [InlineData("""\udc00\ud83d\ude00\ud83d""", 3)]
    public async Task Half_a_pair_is_a_character_and_no_way_out_of_the_bill(string input, long characters)
    {
        host.Play(new Script().ContentType("audio/mpeg").Chunk(new byte[] { 1 }));

        var (_, _, record) = await host.PostAsync("/v1/audio/speech", $$"""{"model":"openai/tts-1","voice":"alloy","input":"{{input}}"}""");

        Assert.Equal((characters * 15_000, $"characters={characters}"), (record.CostNanos, record.Units));
    }

    [Theory]
    [InlineData("""{"results":[],"usage":{"total_tokens":7,"prompt_tokens":7}}""")]
    [InlineData("""{"results":[],"meta":{"billed_units":{"search_units":1e400}}}""")]
    [InlineData("""{"results":[],"meta":{"billed_units":{"search_units":"NaN"}}}""")]
    [InlineData("""{"results":[],"meta":{"billed_units":null}}""")]
    public async Task A_search_that_nobody_counts_is_billed_as_asked_for(string answer)
    {
        host.Play(Script.Json(answer));

        var (_, _, record) = await host.PostAsync("/cohere/v2/rerank", """{"model":"cohere/rerank-v3.5","query":"capital?","documents":["a","b"]}""");

        Assert.Equal((2_000_000L, false, true), (record.CostNanos, record.Unpriced, record.Estimated));
    }

    [Theory]
    [InlineData(Images, """{"model":"openai/dall-e-3","prompt":"a cat","n":"3"}""")]
    [InlineData(Images, """{"model":"openai/dall-e-3","prompt":"a cat","n":1,"n":3}""")]
    [InlineData(Images, """{"model":"openai/dall-e-3","prompt":"a cat","n":1,"N":3}""")]
    [InlineData(Images, """{"model":"openai/dall-e-3","prompt":"a cat","n":129}""")]
    [InlineData("/v1/audio/speech", """{"model":"openai/tts-1","input":"a","\u0069nput":"long"}""")]
    [InlineData("/v1/audio/speech", """{"model":"openai/tts-1","input":"a","Input":"long"}""")]
    [InlineData("/cohere/v2/rerank", """{"model":"cohere/rerank-v3.5","query":"q","documents":["a"],"document\u017f":["b"]}""")]
    public async Task What_could_be_read_in_two_ways_is_refused(string path, string body) =>
        Assert.Equal(400, (await host.PostAsync(path, body)).Record.Status);
}
