using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>Bodies at and above the limit, announced or not, and too many at once. Alone, so that memory can be read.</summary>
[Collection(LoneTests.Name)]
public sealed class BodyLimitTests : IAsyncLifetime
{
    private const int Limit = 1 << 20;

    private FakeProvider _provider = null!;
    private InProcessBifrost _host = null!;
    private string _key = "";

    private string Head => $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_key}\r\nContent-Type: application/json\r\n";

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _host = await InProcessBifrost.StartAsync(maxRequestMib: 1);
        await _host.AddProviderAsync("fake", _provider.BaseUrl, "k");
        _key = await _host.AddKeyAsync("test", "*");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData(Limit, 200)]
    [InlineData(Limit + 1, 413)]
    public async Task The_limit_is_exact(int length, int status)
    {
        var body = Body(length);
        Assert.Contains($" {status} ", (await AskAsync($"{Head}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}"))[..14], StringComparison.Ordinal);
        Assert.Contains($" {status} ", (await AskAsync($"{Head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n{Chunks(body)}0\r\n\r\n"))[..14], StringComparison.Ordinal);
        Assert.Equal(status == 200 ? 2 : 0, _provider.Requests.Count);
    }

    [Fact]
    public async Task An_announced_excess_is_refused_before_a_byte_is_read()
    {
        using var caller = await RawCaller.ConnectAsync(_host.BaseAddress);
        await caller.SendAsync($"{Head}Content-Length: 99999999999\r\n\r\n");
        var answer = await caller.ReadUntilAsync("\"code\":\"request_too_large\"");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("x-request-id: ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unannounced_excess_is_refused_as_soon_as_it_shows()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var caller = await RawCaller.ConnectAsync(_host.BaseAddress);
        await caller.SendAsync($"{Head}Transfer-Encoding: chunked\r\n\r\n");
        var chunk = Chunks(new string('a', 64 * 1024));
        for (var i = 0; i < 32; i++) await caller.SendAsync(chunk);
        Assert.StartsWith("HTTP/1.1 413 ", await caller.ReadUntilAsync("\"code\":\"request_too_large\""), StringComparison.Ordinal);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 16 << 20);
        Assert.Empty(_provider.Requests);
    }

    [Fact]
    public async Task A_stranger_with_a_body_without_end_is_401()
    {
        using var caller = await RawCaller.ConnectAsync(_host.BaseAddress);
        await caller.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        Assert.StartsWith("HTTP/1.1 401 ", await caller.ReadUntilAsync("invalid_api_key"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\n{\"model\":")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"mod")]
    public async Task A_body_that_is_never_finished_reaches_nobody(string begun)
    {
        using (var caller = await RawCaller.ConnectAsync(_host.BaseAddress))
        {
            await caller.SendAsync(Head + begun);
            caller.Reset();
        }

        using var client = _host.CreateClient(_key);
        using var answer = await client.GetAsync(new Uri("/v1/models", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.DoesNotContain(_provider.Requests, x => x.Method == "POST");
    }

    [Fact]
    public async Task Bodies_that_were_only_begun_lock_nobody_out()
    {
        await using var roomy = await InProcessBifrost.StartAsync();
        await roomy.AddProviderAsync("fake", _provider.BaseUrl, "k");
        var key = await roomy.AddKeyAsync("test", "*");
        var begun = new List<RawCaller>();
        for (var i = 0; i < 64; i++)
        {
            var caller = await RawCaller.ConnectAsync(roomy.BaseAddress);
            begun.Add(caller);
            await caller.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n{(i % 2 == 0 ? "Transfer-Encoding: chunked" : "Content-Length: 33000000")}\r\n\r\n5\r\n{{\"mod");
        }

        var body = Body(400 * 1024);
        var answer = await RawCaller.ExchangeAsync(roomy.BaseAddress, $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n{Chunks(body)}0\r\n\r\n");
        begun.ForEach(x => x.Dispose());
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    private Task<string> AskAsync(string bytes) => RawCaller.ExchangeAsync(_host.BaseAddress, bytes);

    private static string Body(int length)
    {
        const string Start = "{\"model\":\"fake/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"";
        return Start + new string('a', length - Start.Length - 4) + "\"}]}";
    }

    private static string Chunks(string body) =>
        string.Concat(body.Chunk(64 * 1024).Select(x => $"{x.Length:x}\r\n{new string(x)}\r\n"));
}
