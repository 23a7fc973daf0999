using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Metering;

/// <summary>
/// Images by their tokens where the answer says them (platform.openai.com/docs/api-reference/images/object, prices at
/// platform.openai.com/docs/pricing), else by their number, whole and streamed, however large.
/// </summary>
public sealed class ImageMeteringTests(MeteredHost host) : IClassFixture<MeteredHost>
{
    // The reference's own example: 10 of text at $5, 40 of images at $10, 50 out at $40 a million.
    private const string Usage = """{"total_tokens":100,"input_tokens":50,"output_tokens":50,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}""";
    private const long Cost = 2_450_000;

    private static readonly string Large = new('A', 400_000);

    [Theory]
    [InlineData(1)]
    [InlineData(400_000)]
    public async Task Tokens_of_images_are_billed_at_their_own_rates(int size)
    {
        host.Play(Script.Json($$$"""{"created":1,"data":[{"b64_json":"{{{Large[..size]}}}"}],"usage":{{{Usage}}}}"""));

        var (_, _, record) = await host.PostAsync("/v1/images/generations", """{"model":"openai/gpt-image-1","prompt":"a cat"}""");

        Assert.Equal((50L, 50L, Cost, false), (record.InputTokens, record.OutputTokens, record.CostNanos, record.Estimated));
        Assert.Equal("images=1 image_input_tokens=40", record.Units);
    }

    [Theory]
    [InlineData(2, 10)]
    [InlineData(3, 300_000)]
    public async Task Images_without_tokens_are_billed_each(int images, int size)
    {
        var data = string.Join(',', Enumerable.Range(0, images).Select(_ => $$"""{"url":"https://pictures.example/1.png","b64_json":"{{Large[..size]}}"}"""));
        host.Play(Script.Json($$"""{"created":1,"data":[{{data}}]}"""));

        var (_, _, record) = await host.PostAsync("/v1/images/generations", """{"model":"openai/dall-e-3","prompt":"a cat","n":4}""");

        Assert.Equal((images * 40_000_000L, false, $"images={images}"), (record.CostNanos, record.Estimated, record.Units));
    }

    [Fact]
    public async Task A_stream_is_billed_by_the_usage_of_its_last_event()
    {
        string[] events =
        [
            $$"""
            event: image_generation.partial_image
            data: {"type":"image_generation.partial_image","b64_json":"{{Large}}","partial_image_index":0}


            """,
            $$"""
            event: image_generation.completed
            data: {"type":"image_generation.completed","b64_json":"{{Large}}","usage":{{Usage}}}


            """,
        ];
        host.Play(Script.Sse(events.SelectMany(x => x.Chunk(7_001)).Select(x => new string(x))));

        var (body, _, record) = await host.PostAsync("/v1/images/generations", """{"model":"openai/gpt-image-1","prompt":"a cat","stream":true,"partial_images":1}""");

        Assert.Equal(string.Concat(events), Encoding.UTF8.GetString(body));
        Assert.Equal((50L, 50L, Cost, "images=1 image_input_tokens=40"), (record.InputTokens, record.OutputTokens, record.CostNanos, record.Units));
    }

    [Fact]
    public async Task Each_image_of_a_stream_brings_tokens_of_its_own()
    {
        var completed = $$$"""data: {"type":"image_generation.completed","b64_json":"A","usage":{{{Usage}}}}{{{"\n\n"}}}""";
        host.Play(Script.Sse(completed, completed));

        var (_, _, record) = await host.PostAsync("/v1/images/generations", """{"model":"openai/gpt-image-1","prompt":"a cat","stream":true,"n":2}""");

        Assert.Equal((2 * Cost, "images=2 image_input_tokens=80"), (record.CostNanos, record.Units));
    }

    [Fact]
    public async Task What_has_a_price_by_token_and_names_none_is_unpriced()
    {
        host.Play(Script.Json("""{"created":1,"data":[{"b64_json":"A"}]}"""));

        var (_, _, record) = await host.PostAsync("/v1/images/generations", """{"model":"openai/gpt-image-1","prompt":"a cat"}""");

        Assert.Equal((true, (long?)null, "the provider reported no tokens, which have a price"), (record.Unpriced, record.CostNanos, record.UnpricedReason));
    }

    /// <summary>The provider has most likely made them: what was asked for is billed, and said to be a guess.</summary>
    [Fact]
    public async Task A_broken_answer_is_billed_as_what_was_asked_for()
    {
        host.Play(new Script().ContentType("application/json").Chunk("""{"created":1,"data":[{"url":""").Reset());

        var (_, _, record) = await host.PostAsync("/v1/images/generations", """{"model":"openai/dall-e-3","prompt":"a cat","n":3}""");

        Assert.Equal((502, 120_000_000L, true), (record.Status, record.CostNanos, record.Estimated));
    }

    [Fact]
    public async Task A_refused_one_costs_nothing()
    {
        host.Play(Script.Error(400, "No.", "invalid_request_error", "moderation_blocked"));

        var (_, _, record) = await host.PostAsync("/v1/images/generations", """{"model":"openai/dall-e-3","prompt":"a cat","n":3}""");

        Assert.Equal((400, 0L, (string?)null), (record.Status, record.CostNanos, record.Units));
    }
}
