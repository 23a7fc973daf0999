using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Whatever else a provider has, raw: under the same key, limits and records, and nowhere but below the provider's own address.</summary>
public sealed class PassthroughTests(DialectHost host) : IClassFixture<DialectHost>
{
    [Theory]
    [InlineData("GET", "/passthrough/p-openai-responses/files?limit=2&key=nothing", "/v1/files?limit=2", null)]
    [InlineData("DELETE", "/litellm/passthrough/p-openai-responses/files/file%2F1", "/v1/files/file%2F1", null)]
    [InlineData("POST", "/passthrough/p-gemini/v1beta/cachedContents", "/v1beta/cachedContents", "{\"model\":\"its own\"}")]
    [InlineData("PUT", "/passthrough/p-cohere-chat/v1/datasets", "/v1/datasets", "not JSON at all")]
    public async Task Goes_as_it_is(string method, string path, string upstream, string? body)
    {
        Play(Script.Json("""{"data":[1,2],"object":"list"}"""));

        using var response = await SendAsync(host.Client, method, path, body);

        Assert.Equal("""{"data":[1,2],"object":"list"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var received = host.Provider.Requests[^1];
        Assert.Equal((method, upstream, body ?? ""), (received.Method, received.Target, received.BodyText));
        Assert.Contains(received.Headers, x => x.Value.EndsWith(DialectHost.Secret, StringComparison.Ordinal));
        Assert.DoesNotContain("sk-bf-", string.Join('\n', received.Headers.Select(x => x.Value)), StringComparison.Ordinal);
        Assert.Null(received.Header("Cookie"));
        var record = await host.RecordOfAsync(response);
        Assert.Equal(("passthrough", UsageOutcome.Completed, true, null), (record.Operation, record.Outcome, record.Unpriced, record.CostNanos));
    }

    [Theory]
    [InlineData("""{"type":"message","model":"claude-x","role":"assistant","content":[],"usage":{"input_tokens":6,"cache_read_input_tokens":4,"output_tokens":5}}""")]
    [InlineData("""{"candidates":[],"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"totalTokenCount":15},"modelVersion":"gem-x"}""")]
    [InlineData("""{"object":"response","model":"gpt-x","usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15}}""")]
    public async Task Usage_in_a_known_shape_is_priced(string answer)
    {
        Play(Script.Json(answer));

        using var response = await SendAsync(host.Client, "POST", "/passthrough/p-openai-responses/anything", "{}");

        var record = await host.RecordOfAsync(response);
        Assert.Equal((10L, 5L, 20_000L, false), (record.InputTokens, record.OutputTokens, record.CostNanos, record.Unpriced));
    }

    [Fact]
    public async Task Answers_without_a_body_and_streams_pass()
    {
        Play(new Script().Status(204));
        using var empty = await SendAsync(host.Client, "DELETE", "/passthrough/p-openai-responses/files/1", null);
        Play(Script.Sse("data: 1\n\n", "data: 2\n\n"));
        using var stream = await SendAsync(host.Client, "POST", "/passthrough/p-openai-responses/stream", "{}");
        Play(Script.Error(404, "No such file", "invalid_request_error", null));
        using var missing = await SendAsync(host.Client, "GET", "/passthrough/p-openai-responses/files/2", null);

        Assert.Equal((204, 404), ((int)empty.StatusCode, (int)missing.StatusCode));
        Assert.Equal("data: 1\n\ndata: 2\n\n", await stream.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("No such file", await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", true)]
    [InlineData("image/svg+xml", true)]
    [InlineData("application/xhtml+xml; charset=utf-8", true)]
    [InlineData("text/xml", true)]
    [InlineData("application/jsonp", true)]
    [InlineData("application/json; charset=utf-8", false)]
    public async Task No_page_of_a_providers_runs_on_the_consoles_address(string type, bool sealedOff)
    {
        Play(new Script().ContentType(type).Chunk("<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>"));

        using var response = await SendAsync(host.Client, "GET", "/passthrough/p-openai-responses/files/1/content", null);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(sealedOff, response.Headers.TryGetValues("Content-Security-Policy", out var policy) && policy.Single().Contains("sandbox", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/passthrough/p-openai-responses/../../admin")]
    [InlineData("/passthrough/p-openai-responses/%2e%2e/admin")]
    [InlineData("/passthrough/p-openai-responses/a/%252e%252e/%252e./admin")]
    [InlineData("/passthrough/p-openai-responses/a/..%2fadmin")]
    [InlineData("/passthrough/p-openai-responses/a/..%5cadmin")]
    [InlineData("/passthrough/p-openai-responses/a/..;x/admin")]
    [InlineData("/passthrough/p-openai-responses//elsewhere.example/x")]
    [InlineData("/passthrough/p-openai-responses/%2f%2felsewhere.example/x")]
    [InlineData("/passthrough/nobody/files")]
    public async Task Leaves_the_providers_path_by_no_spelling(string path)
    {
        var before = host.Provider.Requests.Count;
        // An HTTP client would tidy the path up before it sends it.
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", host.Host.BaseAddress.Port, TestContext.Current.CancellationToken);
        var head = $"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {host.Client.DefaultRequestHeaders.Authorization!.Parameter}\r\nConnection: close\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(socket.GetStream());
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        // A path whose dots the server itself resolves leads out of the mount, to what needs no provider.
        Assert.DoesNotMatch("^HTTP/1.1 2", answer);
        Assert.Equal(before, host.Provider.Requests.Count);
    }

    [Fact]
    public async Task No_connection_is_handed_over()
    {
        Play(Script.Json("{}"));
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", host.Host.BaseAddress.Port, TestContext.Current.CancellationToken);
        var head = $"GET /passthrough/p-openai-responses/realtime?model=x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {host.Client.DefaultRequestHeaders.Authorization!.Parameter}\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var buffer = new byte[64];
        await socket.GetStream().ReadAtLeastAsync(buffer, 12, cancellationToken: TestContext.Current.CancellationToken);

        // What flows over it nobody would count.
        Assert.DoesNotMatch("^HTTP/1.1 101", Encoding.ASCII.GetString(buffer));
        Assert.All(host.Provider.Requests, x => Assert.Null(x.Header("Upgrade")));
    }

    [Theory]
    [InlineData("p-openai-responses/gpt-*", 403)]
    [InlineData("p-gemini/*", 403)]
    [InlineData("p-openai-responses/*", 200)]
    public async Task Only_for_keys_that_may_use_all_of_the_provider(string models, int status)
    {
        Play(Script.Json("{}"));
        using var client = host.Host.CreateClient(await host.Host.AddKeyAsync("raw-" + models.Replace('/', '-').Replace("*", "x", StringComparison.Ordinal), models));

        using var response = await SendAsync(client, "GET", "/passthrough/p-openai-responses/files", null);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_it_is_401()
    {
        using var nobody = host.Host.CreateClient();

        using var response = await SendAsync(nobody, "GET", "/passthrough/p-openai-responses/files", null);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("invalid_api_key", JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!["code"]!.GetValue<string>());
    }

    private void Play(Script script)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(script);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Cookie", "a=b");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
