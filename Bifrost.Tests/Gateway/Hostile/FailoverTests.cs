using System.Net;
using System.Net.Sockets;
using Bifrost.Domain.Providers;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>One dead key is no outage; what cannot be helped is told in the contract's words.</summary>
public sealed class FailoverTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    [Theory]
    [InlineData("dead")]
    [InlineData("forbidden")]
    [InlineData("limited")]
    [InlineData("poor")]
    [InlineData("broken")]
    [InlineData("overloaded")]
    public async Task One_bad_key_of_two_is_seen_by_nobody(string bad)
    {
        var name = "two-" + bad;
        await gateway.AddProviderAsync(HostileGateway.Spec(name, gateway.Provider.BaseUrl, "sk-" + bad, "sk-good"));
        var calls = bad == "dead" ? 1000 : 60;
        var answers = new List<GatewayAnswer>();
        foreach (var batch in Enumerable.Range(0, calls).Chunk(50))
        {
            answers.AddRange(await Task.WhenAll(batch.Select(i => gateway.ChatAsync(name + "/gpt-4o", stream: i % 2 == 0))));
        }

        Assert.All(answers, x => Assert.Equal(200, x.Status));
        Assert.Contains(answers, x => x.Header("x-bf-attempts") == "2");
        Assert.Contains(answers, x => x.Header("x-bf-attempts") == "1");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(10, 5)]
    public async Task Max_retries_is_respected(int retries, int expected)
    {
        var name = $"retries-{retries}";
        await gateway.AddProviderAsync(HostileGateway.Spec(name, gateway.Provider.BaseUrl, "a-broken", "b-broken", "c-broken", "d-broken", "e-broken") with { MaxRetries = retries });
        var before = gateway.Provider.Requests.Count;
        (await gateway.ChatAsync(name + "/gpt-4o")).AssertRefusal(502, "upstream_error");
        var tried = gateway.Provider.Requests.Skip(before).ToArray();
        Assert.Equal(expected, tried.Length);
        Assert.Equal(expected, tried.Select(x => x.Key).Distinct().Count());
        Assert.All(tried, x => Assert.Equal(tried[0].BodyText, x.BodyText));
    }

    [Fact]
    public async Task After_the_first_byte_nothing_is_tried_again()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("cut", gateway.Provider.BaseUrl, "k1", "k2"));
        gateway.Provider.Enqueue(Script.Sse(ChatStream.Of("one two").Events().Take(1)).Reset());
        var before = gateway.Provider.Requests.Count;
        Assert.Contains("\"error\"", (await gateway.ChatAsync("cut/gpt-4o", stream: true)).Text, StringComparison.Ordinal);
        Assert.Equal(before + 1, gateway.Provider.Requests.Count);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(413)]
    [InlineData(422)]
    [InlineData(429)]
    public async Task A_providers_own_no_reaches_the_caller_with_its_words(int status)
    {
        var body = OpenAiShapes.Error("The provider's own words.", "its_type", "its_code");
        gateway.Provider.Enqueue(Script.Json(body, status).RetryAfter(7));
        var answer = await gateway.ChatAsync();
        answer.AssertError(status);
        Assert.Equal(body, answer.Text);
        Assert.Equal("7", answer.Header("Retry-After"));
    }

    [Theory]
    [InlineData(401, "upstream_auth_failed")]
    [InlineData(402, "upstream_error")]
    [InlineData(405, "upstream_error")]
    [InlineData(500, "upstream_error")]
    [InlineData(503, "upstream_error")]
    [InlineData(529, "upstream_error")]
    public async Task A_providers_failure_is_ours_to_explain(int status, string code)
    {
        gateway.Provider.Enqueue(Script.Json(OpenAiShapes.Error("secret words of the provider", "t", null), status));
        var answer = await gateway.ChatAsync();
        answer.AssertRefusal(502, code);
        Assert.DoesNotContain("secret words", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_head_in_time_is_504()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("mute", gateway.Provider.BaseUrl, "k1", "k2") with { FirstByteTimeout = TimeSpan.FromMilliseconds(200) });
        gateway.Provider.On(x => x.Key == "k1" || x.Key == "k2", _ => new Script().Hang());
        foreach (var stream in (bool[])[false, true]) (await gateway.ChatAsync("mute/gpt-4o", stream)).AssertRefusal(504, "upstream_timeout");
        gateway.Provider.ForgetScripts();
    }

    [Fact]
    public async Task An_error_body_that_hangs_does_not_stop_the_next_key()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("drip", gateway.Provider.BaseUrl, "k1", "k2") with { IdleTimeout = TimeSpan.FromMilliseconds(200) });
        gateway.Provider.Enqueue(new Script().Status(503).Chunk("{\"error\":").Hang());
        var answer = await gateway.ChatAsync("drip/gpt-4o");
        Assert.Equal(200, answer.Status);
        Assert.Equal("2", answer.Header("x-bf-attempts"));
    }

    [Fact]
    public async Task A_provider_where_nothing_listens_is_explained()
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await gateway.AddProviderAsync(HostileGateway.Spec("nobody", $"http://127.0.0.1:{((IPEndPoint)reserved.LocalEndPoint!).Port}/v1", "k1", "k2"));
        var answer = await gateway.ChatAsync("nobody/gpt-4o");
        answer.AssertRefusal(502, "upstream_error");
        Assert.Contains("nothing listens", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connect_timeout_is_a_connect_failure()
    {
        // A full backlog: the kernel drops further connection attempts, as a black hole would.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        var fillers = new List<Socket>();
        for (var i = 0; i < 8; i++)
        {
            var filler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            fillers.Add(filler);
            _ = filler.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)).ContinueWith(static x => _ = x.Exception, TaskScheduler.Default);
        }

        await gateway.AddProviderAsync(HostileGateway.Spec("blackhole", $"http://127.0.0.1:{port}/v1", "k1", "k2") with { ConnectTimeout = TimeSpan.FromMilliseconds(300) });
        var answer = await gateway.ChatAsync("blackhole/gpt-4o");
        fillers.ForEach(x => x.Dispose());
        answer.AssertRefusal(502, "upstream_error");
        Assert.Contains("connect timeout", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_name_that_does_not_resolve_is_explained()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("nohost", "http://no-such-host.invalid/v1", "k1"));
        var answer = await gateway.ChatAsync("nohost/gpt-4o");
        answer.AssertRefusal(502, "upstream_error");
        Assert.Contains("does not resolve", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_serves_other_models_is_not_asked()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("picky", gateway.Provider.BaseUrl) with { Keys = [new ProviderKeySpec("only", "k", 1, ["o1*"])] });
        (await gateway.ChatAsync("picky/gpt-4o")).AssertRefusal(503, "no_healthy_target");
        Assert.Equal(200, (await gateway.ChatAsync("picky/o1-mini")).Status);
    }
}
