using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>
/// An event that the reader of a translated stream cannot make sense of, and that nobody meters: the caller is told of an error, and the
/// record says the same, though the provider goes on to an orderly end.
/// </summary>
public sealed class UnreadableEventTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Created = """{"type":"response.created","response":{"id":"r","model":"o3-pro","status":"in_progress","output":[]}}""";
    private const string Text = """{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hi"}""";
    private const string Completed = """{"type":"response.completed","response":{"id":"r","model":"o3-pro","status":"completed","output":[],"usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5}}}""";

    [Theory]
    [InlineData("""{"type":"response.output_item.added","output_index":1,"item":{"type":"function_call",]""")]
    [InlineData("""{"type":"response.output_text.annotation.added","annotation":""")]
    [InlineData("""{"type":"response.function_call_arguments.delta","output_index":7,"delta":"{}"}""")]
    [InlineData("""{"neither":"type","nor":"error"}""")]
    [InlineData("no object at all")]
    public async Task An_event_of_a_response_that_cannot_be_read_is_in_the_record(string unreadable)
    {
        var response = await AskAsync("p-openai-responses/o3-pro", [Created, Text, unreadable, Completed]);

        Assert.Equal((UsageOutcome.ProviderError, "upstream_invalid_response"), (response.Record.Outcome, response.Record.ErrorCode));
        Assert.Contains("event: error", response.Body, StringComparison.Ordinal);
        Assert.Equal(2, response.Record.OutputTokens);
    }

    [Fact]
    public async Task A_piece_of_a_call_that_nobody_began_is_in_the_record()
    {
        const string Head = """{"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":""";
        var response = await AskAsync("p-openai-chat/model-x", [Head + "{\"content\":\"Hi\"}}]}", Head + "{\"tool_calls\":[{\"index\":3,\"function\":{\"arguments\":\"{}\"}}]}}]}", Head + "{},\"finish_reason\":\"stop\"}]}", "[DONE]"]);

        Assert.Equal((UsageOutcome.ProviderError, "upstream_invalid_response"), (response.Record.Outcome, response.Record.ErrorCode));
        Assert.Contains("event: error", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_can_be_read_is_complete()
    {
        var response = await AskAsync("p-openai-responses/o3-pro", [Created, Text, """{"type":"response.event_of_tomorrow","more":1}""", Completed]);

        Assert.Equal((UsageOutcome.Completed, null), (response.Record.Outcome, response.Record.ErrorCode));
        Assert.Contains("message_stop", response.Body, StringComparison.Ordinal);
    }

    private async Task<(string Body, UsageRecord Record)> AskAsync(string model, string[] events)
    {
        // In one piece: what is unreadable is not seen before the end is.
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(new Script().ContentType("text/event-stream").Chunk(string.Concat(events.Select(x => $"data: {x}\n\n"))));
        using var response = await host.PostAsync("/v1/messages", $$"""{"model":"{{model}}","stream":true,"max_tokens":99,"messages":[{"role":"user","content":"Hi"}]}""");
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (body, await host.RecordOfAsync(response));
    }
}
