using System.Text;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>PROMISES, section 4 B: heads that no HTTP library sends, on a bare socket.</summary>
public sealed class HeaderCorpusTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private static readonly string Body = HostileGateway.ChatBody();

    private string Good => $"Host: localhost\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\nConnection: close\r\n";

    [Fact]
    public async Task Two_authorizations_are_refused()
    {
        var other = await gateway.Host.AddKeyAsync("other", "*");
        await RefusedAsync(400, $"Authorization: Bearer {other}\r\n");
        await RefusedAsync(400, $"Authorization: Bearer {gateway.Key}\r\n");
        await RefusedAsync(400, $"x-api-key: {other}\r\n");
        await RefusedAsync(400, $"api-key: {other}\r\n");
        await RefusedAsync(400, $"x-goog-api-key: {other}\r\n");
    }

    [Fact]
    public async Task Keys_that_disagree_in_the_query_are_refused()
    {
        var other = await gateway.Host.AddKeyAsync("in-query", "*");
        var answer = await gateway.PostAsync($"/v1/chat/completions?key={other}", Body);
        answer.AssertRefusal(400, "invalid_request");
        Assert.DoesNotContain(other, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization: \r\n")]
    [InlineData("Authorization: Bearer\r\n")]
    [InlineData("Authorization: Bearer \r\n")]
    [InlineData("Authorization: Basic c2stYmYtOg==\r\n")]
    [InlineData("Authorization: Bearer sk-bf-' OR 1=1 --\r\n")]
    [InlineData("x-api-key: \r\n")]
    [InlineData("")]
    public async Task No_usable_key_is_401(string header) =>
        await AnswerAsync(401, $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n{header}Content-Length: {Body.Length}\r\n\r\n{Body}");

    [Fact]
    public async Task A_key_that_is_almost_right_is_401()
    {
        var cyrillic = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("sk-bf-\u0430" + gateway.Key[7..]));
        var last = gateway.Key[^1] == 'z' ? 'y' : (char)(gateway.Key[^1] + 1);
        foreach (var key in (string[])[cyrillic, gateway.Key[..^1] + (char.IsAsciiLetterOrDigit(last) ? last : '0'), gateway.Key + " ,", gateway.Key.ToUpperInvariant(), gateway.Key[..^1]])
        {
            await AnswerAsync(401, $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {key}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
        }
    }

    [Theory]
    [InlineData("Authorization: Bearer ", 64 * 1024)]
    [InlineData("baggage: ", 64 * 1024)]
    [InlineData("x-request-id: ", 64 * 1024)]
    public async Task A_head_beyond_the_limit_is_431(string header, int length) =>
        await AnswerAsync(431, $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: {Body.Length}\r\n{header}{new string('a', length)}\r\n\r\n{Body}");

    [Fact]
    public async Task A_hundred_and_one_headers_are_431() =>
        await AnswerAsync(431, $"POST /v1/chat/completions HTTP/1.1\r\n{Good}{string.Concat(Enumerable.Range(0, 101).Select(i => $"x-h{i}: 1\r\n"))}Content-Length: {Body.Length}\r\n\r\n{Body}");

    [Theory]
    [InlineData("traceparent: 00-zz-zz-zz\r\n")]
    [InlineData("traceparent: 00-00000000000000000000000000000000-0000000000000000-00\r\ntracestate: =,=,=\r\n")]
    [InlineData("x-request-id: \u001b[31mred\u001b[0m\r\n")]
    [InlineData("x-request-id: a\r\nx-request-id: b\r\n")]
    [InlineData("Expect: 100-continue\r\n")]
    [InlineData("X-Forwarded-Host: evil\r\nX-Forwarded-Proto: https\r\nForwarded: for=1\r\n")]
    [InlineData("Upgrade: websocket\r\n")]
    [InlineData("User-Agent: Gr\u00C3\u00BC\u00C3\u009Fe \u001b[31m\r\n")]
    [InlineData("OpenAI-Beta: \u00FF\u00FE\r\n")]
    public async Task Odd_headers_change_nothing(string header)
    {
        var before = gateway.Provider.Requests.Count;
        var answer = await RawCaller.ExchangeAsync(gateway.Host.BaseAddress, $"POST /v1/chat/completions HTTP/1.1\r\n{Good}{header}Content-Length: {Body.Length}\r\n\r\n{Body}");

        // What is no text may be refused; what is text may not.
        var status = answer.StartsWith("HTTP/1.1 100", StringComparison.Ordinal) ? RawCaller.StatusOf(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]) : RawCaller.StatusOf(answer);
        Assert.True(status == 200 || (status == 400 && header.Contains('\u00FF', StringComparison.Ordinal)), $"{header} → {answer}");
        Assert.Equal(status == 200 ? before + 1 : before, gateway.Provider.Requests.Count);
        Assert.DoesNotContain("\u001b", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_but_legal_headers_change_nothing()
    {
        var hops = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"10.0.{i / 256}.{i % 256}"));
        var answer = await gateway.PostAsync("/v1/chat/completions", Body, true, "application/json", ("x-request-id", new string('i', 8 * 1024)), ("X-Forwarded-For", hops));
        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Header("x-client-request-id"));
        Assert.True(Guid.TryParse(answer.Header("x-request-id"), out _));
    }

    [Fact]
    public async Task A_callers_request_id_is_echoed_and_never_used_twice()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.PostAsync("/v1/chat/completions", Body, true, "application/json", ("x-request-id", "mine-1"))));
        Assert.All(answers, x => Assert.Equal("mine-1", x.Header("x-client-request-id")));
        Assert.Equal(20, answers.Select(x => x.Header("x-request-id")).Distinct().Count());
    }

    [Fact]
    public async Task Trace_is_no_method_here()
    {
        await AnswerAsync(401, "TRACE /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.DoesNotContain(gateway.Key, await AnswerAsync(404, $"TRACE /v1/chat/completions HTTP/1.1\r\n{Good}\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Expect: 100-continue\r\n")]
    [InlineData("Expect: 100-continue\r\nContent-Length: 0\r\n")]
    [InlineData("")]
    public async Task Expectation_without_a_body_is_400(string header) => await RefusedAsync(400, header, "");

    private Task RefusedAsync(int status, string header, string? body = null) =>
        AnswerAsync(status, $"POST /v1/chat/completions HTTP/1.1\r\n{Good}{header}{(body is null ? $"Content-Length: {Body.Length}\r\n" : "")}\r\n{body ?? Body}");

    private async Task<string> AnswerAsync(int status, string request)
    {
        var before = gateway.Provider.Requests.Count;
        var answer = await RawCaller.ExchangeAsync(gateway.Host.BaseAddress, request);
        var last = answer.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal);
        Assert.True(last >= 0 && RawCaller.StatusOf(answer[last..]) == status, $"{status} was expected: {answer}");
        if (status < 431)
        {
            Assert.Contains("\"error\":{\"message\":", answer, StringComparison.Ordinal);
            Assert.Contains("x-request-id: ", answer, StringComparison.Ordinal);
        }

        Assert.Equal(before, gateway.Provider.Requests.Count);
        return answer;
    }
}
