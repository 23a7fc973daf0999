using System.Net;
using System.Net.Sockets;
using System.Text;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>The provider's time limits are between its bytes: neither its own slowness as a whole nor the caller's is one.</summary>
public sealed class PatienceTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private const int Tcp = 6;
    private const int MaxSegment = 2;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_caller_slower_than_the_providers_idle_timeout_gets_its_whole_answer()
    {
        var model = await AddAsync("slow-caller");
        var text = new string('a', 240_000);
        var answer = Completion(text);
        gateway.Provider.Enqueue(Script.Json(answer).ContentLength(answer.Length));
        using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };

        // A path with small packets, so that the kernel's own buffers do not hold the whole answer.
        caller.SetRawSocketOption(Tcp, MaxSegment, BitConverter.GetBytes(536));
        await caller.ConnectAsync(IPAddress.Loopback, gateway.Host.BaseAddress.Port, TestContext.Current.CancellationToken);
        var body = HostileGateway.ChatBody(model);
        await caller.SendAsync(
            Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
            TestContext.Current.CancellationToken);

        await Task.Delay(Limit * 3, TestContext.Current.CancellationToken);
        using var received = new MemoryStream();
        await using var stream = new NetworkStream(caller);
        await stream.CopyToAsync(received, TestContext.Current.CancellationToken);

        Assert.EndsWith(answer, Encoding.ASCII.GetString(received.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_trickles_longer_than_every_limit_arrives()
    {
        var model = await AddAsync("slow-answer");
        var script = new Script();
        for (var i = 0; i < 20; i++)
        {
            // DeepSeek sends blank lines until its answer begins.
            script.Chunk("\n").Latency(TimeSpan.FromMilliseconds(400));
        }

        gateway.Provider.Enqueue(script.Chunk(Completion("late")));

        var answer = await gateway.ChatAsync(model);

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task A_large_answer_that_trickles_longer_than_every_limit_arrives()
    {
        // Too large to be read whole first: what was read when that turned out is followed by the rest.
        var model = await AddAsync("slow-large-answer");
        var text = new string('a', 15_000);
        var script = new Script().Chunk(Completion("").Split("\"content\":\"")[0] + "\"content\":\"");
        for (var i = 0; i < 20; i++)
        {
            script.Chunk(text).Latency(TimeSpan.FromMilliseconds(450));
        }

        gateway.Provider.Enqueue(script.Chunk(Completion("").Split("\"content\":")[1][1..]));

        var answer = await gateway.ChatAsync(model);

        Assert.Equal(200, answer.Status);
        Assert.Contains(string.Concat(Enumerable.Repeat(text, 20)), answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("}", answer.Text, StringComparison.Ordinal);
    }

    private async Task<string> AddAsync(string name)
    {
        gateway.Provider.ForgetScripts();
        await gateway.AddProviderAsync(HostileGateway.Spec(name, gateway.Provider.BaseUrl, "upstream-key") with { IdleTimeout = Limit, FirstByteTimeout = Limit });
        return name + "/gpt-4o";
    }

    private static string Completion(string text) =>
        $$"""{"id":"c","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7} }""";
}
