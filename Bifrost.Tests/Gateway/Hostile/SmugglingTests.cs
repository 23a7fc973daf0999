namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>Framing that two servers could read differently: refused, the connection closed, the second request never run.</summary>
public sealed class SmugglingTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    private static readonly string Body = HostileGateway.ChatBody("fake/outer");
    private static readonly string Inner = HostileGateway.ChatBody("fake/smuggled");

    private string Head => $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\n";

    private string Smuggled => $"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Type: application/json\r\nContent-Length: {Inner.Length}\r\n\r\n{Inner}";

    private static string Chunked(string body) => $"{body.Length:x}\r\n{body}\r\n0\r\n\r\n";

    [Fact]
    public Task Content_length_with_transfer_encoding() =>
        RefusedAsync($"{Head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n{Chunked(Body)}{Smuggled}");

    [Fact]
    public Task Transfer_encoding_with_content_length() =>
        RefusedAsync($"{Head}Transfer-Encoding: chunked\r\nContent-Length: {Chunked(Body).Length + Smuggled.Length}\r\n\r\n{Chunked(Body)}{Smuggled}");

    [Theory]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: gzip")]
    [InlineData("Transfer-Encoding: \u000bchunked")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 5, 5")]
    [InlineData("Content-Length: 0x5")]
    public Task Framing_headers_that_are_no_framing(string header) => RefusedAsync($"{Head}{header}\r\n\r\n{Chunked(Body)}{Smuggled}");

    [Fact]
    public Task A_line_feed_in_a_chunk_extension() =>
        RefusedAsync($"{Head}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x};\n{Body}\r\n0\r\n\r\n{Smuggled}");

    [Fact]
    public Task A_bare_carriage_return_in_a_chunk_extension() =>
        RefusedAsync($"{Head}Transfer-Encoding: chunked\r\n\r\n{Body.Length:x};a\rb\r\n{Body}\r\n0\r\n\r\n{Smuggled}");

    [Theory]
    [InlineData("zz")]
    [InlineData("-1")]
    [InlineData("ffffffffffffffffff")]
    [InlineData("")]
    public Task A_chunk_size_that_is_none(string size) =>
        RefusedAsync($"{Head}Transfer-Encoding: chunked\r\n\r\n{size}\r\n{Body}\r\n0\r\n\r\n{Smuggled}");

    [Theory]
    [InlineData("a/?x=")]
    [InlineData("a b")]
    [InlineData("localhost@evil")]
    public Task A_host_that_is_none(string host) =>
        RefusedAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {gateway.Key}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}{Smuggled}");

    [Theory]
    [InlineData("x-a: b\rc")]
    [InlineData("x-a: b\0c")]
    [InlineData("x a: b")]
    [InlineData(" folded: b")]
    public Task A_header_that_is_none(string header) => RefusedAsync($"{Head}{header}\r\nContent-Length: {Body.Length}\r\n\r\n{Body}{Smuggled}");

    [Fact]
    public async Task Honest_requests_share_a_connection()
    {
        var before = gateway.Provider.Requests.Count;
        await RawCaller.ExchangeAsync(gateway.Host.BaseAddress, $"{Head}Transfer-Encoding: chunked\r\n\r\n{Chunked(Body)}{Smuggled.Replace("Host:", "Connection: close\r\nHost:", StringComparison.Ordinal)}");
        Assert.Equal(before + 2, gateway.Provider.Requests.Count);
    }

    private async Task RefusedAsync(string bytes)
    {
        var before = gateway.Provider.Requests.Count;
        var answer = await RawCaller.ExchangeAsync(gateway.Host.BaseAddress, bytes);
        Assert.True(RawCaller.StatusOf(answer) == 400, $"400 was expected: {answer}");
        Assert.Equal(answer.IndexOf("HTTP/1.1 ", StringComparison.Ordinal), answer.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal));
        Assert.Equal(before, gateway.Provider.Requests.Count);
    }
}
