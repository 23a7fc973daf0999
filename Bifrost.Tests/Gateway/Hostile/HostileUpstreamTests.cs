using System.Text.Json;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>PROMISES, section 4 C: whatever a provider answers, a caller gets sound framing and a typed outcome.</summary>
public sealed class HostileUpstreamTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    /// <summary>Answers that are no answer: refused before the caller has a byte.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["reset before headers"] = "upstream_error",
        ["html with 200"] = "upstream_invalid_response",
        ["html as json"] = "upstream_invalid_response",
        ["empty 200"] = "upstream_invalid_response",
        ["truncated json"] = "upstream_invalid_response",
        ["truncated gzip"] = "upstream_invalid_response",
        ["length longer than body"] = "upstream_error",
        ["status 999"] = "upstream_invalid_response",
        ["status 204"] = "upstream_invalid_response",
        ["garbage instead of http"] = "upstream_invalid_response",
        ["bad chunk size"] = "upstream_error",
    };

    /// <summary>Heads that are wrong in a way that .NET puts up with.</summary>
    private static readonly HashSet<string> Lenient = ["bare lf headers", "two content lengths"];

    /// <summary>Streams that end where they should not: the caller is told in the stream.</summary>
    private static readonly HashSet<string> Broken = ["reset mid stream", "reset inside an event", "closed mid stream"];

    [Theory]
    [MemberData(nameof(HostileScripts.Names), MemberType = typeof(HostileScripts))]
    public async Task Any_answer_ends_in_sound_framing(string name)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(HostileScripts.Of(name));
        var before = gateway.Provider.Requests.Count;
        (await gateway.PostAsync("/v1/chat/completions", HostileGateway.ChatBody(stream: true), withKey: false)).AssertRefusal(401, "invalid_api_key");
        Assert.Equal(before, gateway.Provider.Requests.Count);

        var answer = await gateway.ChatAsync(stream: true);

        Assert.Equal(before + 1, gateway.Provider.Requests.Count);
        if (Refused.TryGetValue(name, out var code))
        {
            answer.AssertRefusal(502, code);
        }
        else if (Lenient.Contains(name))
        {
            // .NET reads these heads; what follows is an empty object, and passes as one. The connection is not used again.
            Assert.Equal(200, answer.Status);
        }
        else
        {
            AssertStream(name, answer);
        }

        Assert.Equal(200, (await gateway.ChatAsync()).Status);
    }

    [Theory]
    [MemberData(nameof(HostileScripts.Names), MemberType = typeof(HostileScripts))]
    public async Task No_answer_breaks_an_endpoint_that_does_not_stream(string name)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(HostileScripts.Of(name));

        var answer = await gateway.PostAsync("/v1/embeddings", """{"model":"fake/text-embedding-3-small","input":"hi"}""");

        if (Lenient.Contains(name)) Assert.Equal(200, answer.Status);
        else answer.AssertRefusal(502, null);
    }

    [Theory]
    [InlineData("{\"error\":{\"message\":\"no <script>alert(1)</script>\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"\\ud800\"}}", true)]
    [InlineData("{\"error\":{\"message\":\"no\",\"code\":5,\"type\":[]}}", true)]
    [InlineData("{\"error\":\"plain words\"}", false)]
    [InlineData("{\"detail\":\"words of FastAPI\"}", false)]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    [InlineData("<html>", false)]
    [InlineData("", false)]
    public async Task A_providers_error_becomes_an_error_in_OpenAIs_shape(string body, bool itsOwn)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(Script.Json(body, 400));
        var answer = await gateway.ChatAsync();
        answer.AssertError(400);
        Assert.Equal(itsOwn, answer.Text == body);
        Assert.Equal("nosniff", answer.Header("x-content-type-options"));
    }

    [Theory]
    [InlineData("upstream-key-canary/9")]
    [InlineData("upstream-key-canary\\/9")]
    [InlineData("upstream-key-can\\u0061ry/9")]
    [InlineData("Bearer upstream-key-canary%2F9 and upstream-key-canary/9")]
    public async Task An_error_that_quotes_our_key_is_not_passed_on(string quoted)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(Script.Json($$"""{"error":{"message":"Bad key {{quoted}}","type":"x","param":null,"code":"y"} }""", 403), Script.Json($$"""{"error":{"message":"Bad key {{quoted}}"} }""", 400));
        foreach (var status in (int[])[403, 400])
        {
            var answer = await gateway.ChatAsync();
            answer.AssertRefusal(status, "invalid_request");
            Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-1", null)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", null)]
    [InlineData("junk", null)]
    [InlineData("7", "7")]
    [InlineData("99999", "3600")]
    public async Task A_hint_to_wait_is_bounded(string hint, string? expected)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(Script.Error(429, "Slow down", "requests", "rate_limit_exceeded").Header("Retry-After", hint));
        var answer = await gateway.ChatAsync();
        answer.AssertError(429);
        Assert.Equal(expected, answer.Header("Retry-After"));
    }

    [Theory]
    [InlineData("openai-version", "a\u001b[31m")]
    [InlineData("openai-version", "\u00FF\u00FE")]
    [InlineData("Cache-Control", "\u0001")]
    [InlineData("Content-Disposition", "attachment; filename=\u00E9")]
    public async Task Response_headers_that_are_no_text_are_left_out(string name, string value)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(Script.Raw($"HTTP/1.1 200 OK\r\nContent-Type: application/json; x=\u00FC\r\n{name}: {value}\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}"));
        var answer = await gateway.ChatAsync();
        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Header(name));
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(205)]
    [InlineData(304)]
    [InlineData(101)]
    public async Task A_status_that_carries_no_body_is_no_answer(int status)
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(Script.Raw($"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"));
        (await gateway.ChatAsync()).AssertRefusal(502, "upstream_invalid_response");
    }

    [Fact]
    public async Task Speech_that_breaks_before_its_first_byte_is_a_refusal()
    {
        gateway.Provider.ForgetScripts();
        gateway.Provider.Enqueue(new Script().ContentType("audio/mpeg").ContentLength(1000).Reset());
        (await gateway.PostAsync("/v1/audio/speech", """{"model":"fake/tts-1","input":"hi","voice":"alloy"}""")).AssertRefusal(502, "upstream_error");
    }

    [Fact]
    public async Task A_list_of_models_that_is_none_breaks_nothing()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("zlist", gateway.Provider.BaseUrl, "list"));
        gateway.Provider.ForgetScripts();
        gateway.Provider.On(x => x.Path == "/v1/models" && x.Key == "list", Script.Json("""{"data":[{"id":5},{"id":"\ud800"},{"id":null},7,{"id":"good"},{}]}"""));
        for (var i = 0; i < 2; i++)
        {
            var answer = await gateway.SendAsync(HttpMethod.Get, "/v1/models");
            Assert.Equal(200, answer.Status);
            Assert.Contains("\"zlist/good\"", answer.Text, StringComparison.Ordinal);
        }
    }

    private static void AssertStream(string name, GatewayAnswer answer)
    {
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("text/event-stream", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(answer.Header("x-request-id"), out _));
        foreach (var header in (string[])["Set-Cookie", "X-Internal-Host", "openai-organization", "Alt-Svc"]) Assert.Null(answer.Header(header));
        Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("late", answer.Text, StringComparison.Ordinal);
        if (Broken.Contains(name))
        {
            var last = answer.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
            using var error = JsonDocument.Parse(last["data: ".Length..]);
            Assert.Equal("upstream_error", error.RootElement.GetProperty("error").GetProperty("code").GetString());
            Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        }
        else if (name is not ("no done" or "error event mid stream"))
        {
            Assert.Contains("[DONE]", answer.Text, StringComparison.Ordinal);
        }
        else
        {
            Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        }
    }
}
