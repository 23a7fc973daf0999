using System.Text;
using System.Text.Json;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>Streams: as they arrive, chunk by chunk, and honest about how they end.</summary>
public sealed class StreamingTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private static readonly ChatStream Good = ChatStream.Of("one two three four");

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Each_chunk_reaches_the_caller_before_the_next_exists(string lineEnd)
    {
        var events = (Good with { LineEnd = lineEnd, IncludeUsage = false }).Events();
        using var gate = new SemaphoreSlim(0);
        var script = new Script().ContentType("text/event-stream");
        foreach (var chunk in events) script.Chunk(chunk).Gate(gate);
        gateway.Provider.Enqueue(script);

        using var response = await gateway.OpenAsync(HttpMethod.Post, "/v1/chat/completions", Json(HostileGateway.ChatBody(stream: true)));
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var seen = "";
        for (var k = 0; k < events.Count - 1; k++)
        {
            // All that is certain of the event; a lone CR ends it only when the next byte is no LF.
            seen = await ReadUntilAsync(stream, seen, string.Concat(events.Take(k + 1)).TrimEnd('\r', '\n'));
            gate.Release();
        }

        gate.Release();
        seen = await ReadUntilAsync(stream, seen, string.Concat(events));
        Assert.Equal(string.Concat(events), seen);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    public static TheoryData<int, string> Cuts
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var k = 1; k < Good.Events().Count; k++)
            {
                data.Add(k, "reset");
                data.Add(k, "closed");
                data.Add(k, "ended in good order");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_stream_that_is_cut_ends_with_an_error_and_no_made_up_end(int k, string how)
    {
        var events = Good.Events();
        var script = Script.Sse(events.Take(k));
        gateway.Provider.Enqueue(how switch { "reset" => script.Reset(), "closed" => script.Close(), _ => script });
        var before = gateway.Provider.Requests.Count;

        var answer = await gateway.ChatAsync(stream: true);

        Assert.Equal(200, answer.Status);
        Assert.Equal(before + 1, gateway.Provider.Requests.Count);
        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        var units = answer.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var finished = k >= events.Count - 2;
        if (finished && !units[^1].Contains("\"error\"", StringComparison.Ordinal)) return; // The model had said that it was done.
        using var error = JsonDocument.Parse(units[^1]["data: ".Length..]);
        Assert.Equal("upstream_error", error.RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("server_error", error.RootElement.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_cut_responses_stream_ends_with_response_failed()
    {
        using var first = await Complete("/v1/responses", """{"model":"fake/gpt-4o","input":"one two","stream":true}""");
        var whole = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("event: response.completed\n", whole, StringComparison.Ordinal);
        var events = whole.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(x => x + "\n\n").ToArray();
        for (var k = 1; k < events.Length; k++)
        {
            gateway.Provider.Enqueue(Script.Sse(events.Take(k)).Reset());
            var answer = await gateway.PostAsync("/v1/responses", """{"model":"fake/gpt-4o","input":"one two","stream":true}""");
            Assert.Equal(string.Concat(events.Take(k)), answer.Text[..answer.Text.LastIndexOf("event: ", StringComparison.Ordinal)]);
            Assert.StartsWith("event: response.failed\n", answer.Text[answer.Text.LastIndexOf("event: ", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_stream_that_falls_silent_ends_with_a_timeout()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("silent", gateway.Provider.BaseUrl, "k") with { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        gateway.Provider.Enqueue(Script.Sse(Good.Events().Take(2)).Hang());
        var answer = await gateway.ChatAsync("silent/gpt-4o", stream: true);
        Assert.Contains("\"upstream_timeout\"", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_cancels_the_provider_within_a_second()
    {
        gateway.Provider.Enqueue(Script.Sse(Good.Events().Take(2)).Hang());
        var number = gateway.Provider.Requests.Count + 1;
        using (var response = await gateway.OpenAsync(HttpMethod.Post, "/v1/chat/completions", Json(HostileGateway.ChatBody(stream: true))))
        {
            await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.True(await stream.ReadAsync(new byte[16], TestContext.Current.CancellationToken) > 0);
        }

        // The bound is the promise's; the machine's own pauses may not decide, so it is generous, and the event is awaited.
        await (await gateway.Provider.RequestAsync(number)).CallerGone.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_hundred_streams_at_once_are_not_mixed_up()
    {
        gateway.Provider.TextOf = x => string.Concat(Enumerable.Repeat(x.Json!["user"]!.GetValue<string>() + " ", 50));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => gateway.PostAsync("/v1/chat/completions", $$"""{"model":"fake/gpt-4o","user":"u{{i}}u","stream":true,"messages":[{"role":"user","content":"x"}]}""")));
        gateway.Provider.TextOf = null;
        for (var i = 0; i < answers.Length; i++)
        {
            var words = answers[i].Text.Split("\"content\":\"")[1..].Select(x => x[..x.IndexOf('"', StringComparison.Ordinal)].Trim()).Where(x => x.Length > 0).ToArray();
            Assert.Equal(50, words.Length);
            Assert.All(words, x => Assert.Equal($"u{i}u", x));
        }
    }

    private Task<HttpResponseMessage> Complete(string path, string body) => gateway.OpenAsync(HttpMethod.Post, path, Json(body));

    private static async Task<string> ReadUntilAsync(Stream stream, string seen, string expected)
    {
        var buffer = new byte[4096];
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        while (seen.Length < expected.Length)
        {
            var count = await stream.ReadAsync(buffer, bound.Token);
            Assert.True(count > 0, $"ended after {seen}");
            seen += Encoding.UTF8.GetString(buffer, 0, count);
        }

        Assert.StartsWith(expected, seen, StringComparison.Ordinal);
        return seen;
    }

    private static ByteArrayContent Json(string body) => new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new("application/json") } };
}
