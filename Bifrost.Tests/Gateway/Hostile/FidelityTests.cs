using System.Net.Http.Headers;
using System.Text;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>What the provider receives is what the caller sent, but for what the contract lists; and back.</summary>
public sealed class FidelityTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private const string Odd = "{ \"zzz\" : 1.0e+2 ,\r\n\t\"aaa\":[ ], \"dup\":1,\"dup\":2, \"model\" : MODEL,\"temperature\":1.00, \"messages\":[ {\"role\":\"user\",\"content\":\"a\\u00e9\\/b \\ud83d\\udc4b \u6771\"} ],\"input\":\"x\",\"n\":1e0,\"seed\":-0,\"big\":123456789012345678901234567890.10,\"nul\":\"\\u0000\" }\n";

    [Theory]
    [InlineData("chat/completions")]
    [InlineData("completions")]
    [InlineData("embeddings")]
    [InlineData("responses")]
    [InlineData("moderations")]
    [InlineData("images/generations")]
    public async Task Every_byte_but_the_models_name_arrives(string operation)
    {
        await gateway.PostAsync("/v1/" + operation, Odd.Replace("MODEL", "\"fake\\/gpt-4o\"", StringComparison.Ordinal));
        Assert.Equal(Odd.Replace("MODEL", "\"gpt-4o\"", StringComparison.Ordinal), gateway.Provider.Requests[^1].BodyText);
        Assert.Equal("/v1/" + operation, gateway.Provider.Requests[^1].Target);
    }

    [Theory]
    [InlineData("{\"model\":\"fake/gpt-4o\",\"stream\":true,\"messages\":[{}]}", "{\"stream_options\":{\"include_usage\":true},\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{}]}")]
    [InlineData("{\"stream_options\":{ \"x\":1},\"model\":\"fake/gpt-4o\",\"stream\":true,\"messages\":[{}]}", "{\"stream_options\":{\"include_usage\":true, \"x\":1},\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{}]}")]
    [InlineData("{\"model\":\"fake/gpt-4o\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":false}}", "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true}}")]
    [InlineData("{\"model\":\"fake/gpt-4o\",\"stream\":true,\"messages\":[{}],\"stream_options\":null}", "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true}}")]
    [InlineData("{\"model\":\"fake/gpt-4o\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true}}", "{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true}}")]
    public async Task A_stream_asks_for_usage_and_changes_nothing_else(string sent, string arrives)
    {
        var answer = await gateway.PostAsync("/v1/chat/completions", sent);
        Assert.Equal(arrives, gateway.Provider.Requests[^1].BodyText);
        Assert.Equal(200, answer.Status);
        Assert.Equal(sent == arrives.Replace("\"gpt-4o\"", "\"fake/gpt-4o\"", StringComparison.Ordinal), answer.Text.Contains("\"prompt_tokens\"", StringComparison.Ordinal));
        Assert.EndsWith("data: [DONE]\n\n", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_listed_headers_go_upstream()
    {
        (string, string)[] sent =
        [
            ("Cookie", "session=canary"), ("x-bf-tags", "a=canary"), ("x-bf-end-user", "canary"), ("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-Host", "canary"), ("X-Forwarded-Proto", "https"),
            ("Forwarded", "for=canary"), ("Via", "1.1 canary"), ("X-Real-IP", "9.9.9.9"), ("x-request-id", "canary"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "canary=1"),
            ("baggage", "user=canary"), ("Origin", "https://canary"), ("Referer", "https://canary/"), ("Accept-Language", "de"), ("Accept-Encoding", "gzip"), ("Authorization-Extra", "canary"), ("Proxy-Authorization", "Basic canary"),
            ("x-stainless-lang", "python"), ("X-Custom", "canary"), ("If-None-Match", "canary"), ("Range", "bytes=0-1"), ("Pragma", "no-cache"), ("DNT", "1"), ("x-amz-security-token", "canary"), ("x-goog-user-project", "canary"), ("X-Original-URL", "/canary"), ("X-HTTP-Method-Override", "DELETE"),
            ("TE", "trailers"), ("Keep-Alive", "5"), ("Accept", "application/json"), ("User-Agent", "unit/1"), ("OpenAI-Beta", "assistants=v2"), ("anthropic-version", "2023-06-01"), ("x-goog-api-client", "gl/1"), ("Idempotency-Key", "once"),
        ];
        var answer = await gateway.PostAsync("/v1/chat/completions?key=sk-other-canary&api-version=1&%6bey=canary&KEY=canary", HostileGateway.ChatBody(), true, "application/json", sent);

        Assert.Equal(200, answer.Status);
        var received = gateway.Provider.Requests[^1];
        Assert.Equal(
            ["Accept", "anthropic-version", "Authorization", "Content-Length", "Content-Type", "Host", "Idempotency-Key", "OpenAI-Beta", "User-Agent", "x-goog-api-client"],
            received.Headers.Select(x => x.Key).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal("Bearer " + HostileGateway.UpstreamKey, received.Header("Authorization"));
        Assert.Equal("/v1/chat/completions?api-version=1", received.Target);
        Assert.DoesNotContain("canary", string.Join('\n', received.Headers.Where(x => x.Key != "Authorization").Select(x => x.Value)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-api-key")]
    [InlineData("api-key")]
    [InlineData("x-goog-api-key")]
    [InlineData("x-bf-vk")]
    public async Task A_key_in_any_sdks_place_is_taken_and_not_forwarded(string header)
    {
        (string, string)[] headers = header == "x-bf-vk" ? [(header, gateway.Key), ("Authorization", "Bearer sk-callers-own"), ("x-api-key", "sk-callers-own")] : [(header, gateway.Key)];
        var answer = await gateway.PostAsync("/v1/chat/completions", HostileGateway.ChatBody(), false, "application/json", headers);
        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain(gateway.Provider.Requests[^1].Headers, x => x.Value.Contains(gateway.Key, StringComparison.Ordinal) || x.Value.Contains("callers-own", StringComparison.Ordinal));
        Assert.Single(gateway.Provider.Requests[^1].Headers, x => x.Key == "Authorization");
    }

    [Fact]
    public async Task A_key_in_the_query_is_taken_and_not_forwarded()
    {
        Assert.Equal(200, (await gateway.PostAsync($"/v1/chat/completions?key={gateway.Key}", HostileGateway.ChatBody(), withKey: false)).Status);
        Assert.Equal("/v1/chat/completions", gateway.Provider.Requests[^1].Target);
    }

    [Fact]
    public async Task The_operators_own_header_outranks_the_callers()
    {
        await gateway.AddProviderAsync(HostileGateway.Spec("extra", gateway.Provider.BaseUrl, "k") with { ExtraHeaders = new Dictionary<string, string?> { ["OpenAI-Organization"] = "org-ours" } });
        await gateway.PostAsync("/v1/chat/completions", HostileGateway.ChatBody("extra/gpt-4o"), true, "application/json", ("openai-organization", "org-theirs"));
        Assert.Equal("org-ours", Assert.Single(gateway.Provider.Requests[^1].Headers, x => x.Key.Equals("openai-organization", StringComparison.OrdinalIgnoreCase)).Value);
    }

    [Fact]
    public async Task Only_listed_headers_come_back()
    {
        string[] hidden = ["Set-Cookie", "X-Internal-Host", "openai-organization", "openai-project", "Alt-Svc", "Server", "Via", "X-Powered-By", "x-ratelimit-limit-requests", "x-ratelimit-remaining-tokens", "anthropic-ratelimit-requests-limit", "anthropic-organization-id", "cf-ray", "Strict-Transport-Security", "Access-Control-Allow-Origin", "WWW-Authenticate", "Location", "ETag", "x-client-request-id"];
        foreach (var stream in (bool[])[false, true])
        {
            var script = stream ? Script.ChatStreamOf(ChatStream.Of("hi")) : Script.Json("""{"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""");
            foreach (var name in hidden) script.Header(name, "canary");
            gateway.Provider.Enqueue(script.Header("openai-processing-ms", "5").Header("openai-version", "2020-10-01"));
            var answer = await gateway.ChatAsync(stream: stream);

            Assert.Equal(200, answer.Status);
            foreach (var name in hidden) Assert.Null(answer.Header(name));
            Assert.DoesNotContain(answer.Headers.Values, x => x.Contains("canary", StringComparison.Ordinal) || x.Contains("req_fake", StringComparison.Ordinal));
            Assert.Equal("5", answer.Header("openai-processing-ms"));
            Assert.Equal("fake", answer.Header("x-bf-provider"));
            Assert.Equal("1", answer.Header("x-bf-attempts"));
        }
    }

    [Fact]
    public async Task A_form_arrives_byte_for_byte_but_for_the_model()
    {
        var file = Enumerable.Range(0, 4096).Select(i => (byte)(i * 7)).ToArray();
        byte[] Form(string model) => [.. Encoding.Latin1.GetBytes($"preamble\r\n--b=_(x)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\n"), .. file, .. Encoding.Latin1.GetBytes($"\r\n--b=_(x)\r\ncontent-disposition: form-data; name=model\r\n\r\n{model}\r\n--b=_(x)\r\nContent-Disposition: form-data; name=\"zzz\"\r\n\r\n\u00FF\r\n--b=_(x)--\r\nepilogue")];
        var answer = await gateway.PostAsync("/v1/audio/transcriptions", Form("fake/whisper-1"), true, "multipart/form-data; boundary=\"b=_(x)\"");

        Assert.Equal(200, answer.Status);
        Assert.Equal(Form("whisper-1"), gateway.Provider.Requests[^1].Body);
        Assert.Equal("multipart/form-data; boundary=\"b=_(x)\"", gateway.Provider.Requests[^1].Header("Content-Type"));
    }
}
