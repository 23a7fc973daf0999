using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>Answers of enormous size or without an end: bounded memory, and an end as soon as the caller wants one. Alone, so that memory can be read.</summary>
[Collection(LoneTests.Name)]
public sealed class EndlessUpstreamTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private const long Allowed = 96L * 1024 * 1024;

    [Theory]
    [InlineData("20 MB data line", 20L << 20, 8)]
    [InlineData("100 MB without newline", 100L << 20, 3)]
    public async Task A_stream_of_any_size_passes_in_bounded_memory(string name, long atLeast, int rounds)
    {
        gateway.Provider.ForgetScripts();
        await gateway.ChatAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < rounds; round++)
        {
            gateway.Provider.Enqueue(HostileScripts.Of(name));
            using var response = await gateway.OpenAsync(HttpMethod.Post, "/v1/chat/completions", Json(HostileGateway.ChatBody(stream: true)));
            var (bytes, peak) = await CountAsync(response, before);

            Assert.True(bytes >= atLeast, $"{bytes} bytes");
            Assert.True(peak < Allowed, $"{peak} bytes of memory in round {round}");
        }

        // The pool keeps a few large buffers; what each stream would leave behind adds up to more than this.
        var after = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(after < Allowed, $"{after} bytes of memory afterwards");
    }

    [Theory]
    [InlineData("comments for ever")]
    [InlineData("headers, then nothing")]
    public async Task A_caller_that_leaves_ends_a_stream_without_an_end(string name)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(HostileScripts.Of(name));
        var number = gateway.Provider.Requests.Count + 1;
        using (var response = await gateway.OpenAsync(HttpMethod.Post, "/v1/chat/completions", Json(HostileGateway.ChatBody(stream: true))))
        {
            await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.True(await stream.ReadAsync(new byte[64], TestContext.Current.CancellationToken) > 0);
        }

        await (await gateway.Provider.RequestAsync(number)).CallerGone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_caller_that_leaves_before_the_head_ends_the_wait()
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(HostileScripts.Of("never answers"));
        var number = gateway.Provider.Requests.Count + 1;
        using var caller = await RawCaller.ConnectAsync(gateway.Host.BaseAddress);
        var body = HostileGateway.ChatBody();
        await caller.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        var received = await gateway.Provider.RequestAsync(number);
        caller.Reset();
        await received.CallerGone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    public async Task An_error_without_an_end_is_cut(int status)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(new Script().Status(status).Chunk("{\"error\":{\"message\":\"").Repeat(new string('a', 1 << 16), long.MaxValue));
        (await gateway.ChatAsync()).AssertRefusal(status == 400 ? 400 : 502, null);
    }

    [Fact]
    public async Task Big_json_passes_whole()
    {
        gateway.Provider.ForgetScripts();
        var body = "{\"id\":\"c\",\"choices\":[],\"x\":\"" + new string('y', 30 << 20) + "\",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";
        gateway.Provider.Enqueue(Script.Json(body));
        var answer = await gateway.ChatAsync();
        Assert.Equal(200, answer.Status);
        Assert.True(answer.Text == body);
    }

    private static async Task<(long Bytes, long Peak)> CountAsync(HttpResponseMessage response, long before)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[64 * 1024];
        long bytes = 0;
        long peak = 0;
        for (int count; (count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
        {
            bytes += count;
            if (bytes % (8 << 20) < count) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        return (bytes, peak);
    }

    private static ByteArrayContent Json(string body) => new(System.Text.Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new("application/json") } };
}
