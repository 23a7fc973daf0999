using System.IO.Compression;
using System.Text;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Hostile;

/// <summary>PROMISES, section 4 A, what is not JSON, and what is odd but somebody's right.</summary>
public sealed class ContentCorpusTests(HostileGateway gateway) : IClassFixture<HostileGateway>
{
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonp")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData("\"")]
    public async Task Another_content_type_is_refused(string type)
    {
        var before = gateway.Provider.Requests.Count;
        (await gateway.PostAsync("/v1/chat/completions", HostileGateway.ChatBody(), withKey: false, type)).AssertRefusal(401, "invalid_api_key");
        (await gateway.PostAsync("/v1/chat/completions", HostileGateway.ChatBody(), true, type)).AssertRefusal(400, "invalid_request", "content-type");
        Assert.Equal(before, gateway.Provider.Requests.Count);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    [InlineData(null)]
    public async Task Json_is_taken_however_it_is_spelled(string? type) =>
        Assert.Equal(200, (await gateway.PostAsync("/v1/chat/completions", HostileGateway.ChatBody(), true, type)).Status);

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP, identity")]
    [InlineData("br")]
    public async Task A_compressed_body_is_refused_unopened(string encoding)
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var i = 0; i < 64; i++) gzip.Write(new byte[1 << 20]);
        }

        using var content = new ByteArrayContent(bomb.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        (await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", content)).AssertRefusal(400, "invalid_request", "content-encoding");
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789x")]
    public async Task A_form_without_a_boundary_is_refused(string type)
    {
        var before = gateway.Provider.Requests.Count;
        (await gateway.PostAsync("/v1/audio/transcriptions", Form("AaB03x"), withKey: false, type)).AssertRefusal(401, "invalid_api_key");
        (await gateway.PostAsync("/v1/audio/transcriptions", Form("AaB03x"), true, type)).AssertRefusal(400, "invalid_request", "content-type");
        Assert.Equal(before, gateway.Provider.Requests.Count);
    }

    [Theory]
    [InlineData("--b\r\n", null)]
    [InlineData("--b--\r\n", "model")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nfake/whisper-1", null)]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nfake/whisper-1\r\n--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nfake/x\r\n--b--\r\n", "model")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n../../admin\r\n--b--\r\n", "model")]
    [InlineData("", null)]
    public async Task A_malformed_form_is_refused(string form, string? param)
    {
        var before = gateway.Provider.Requests.Count;
        (await gateway.PostAsync("/v1/audio/transcriptions", form, true, "multipart/form-data; boundary=b")).AssertRefusal(400, "invalid_request", param);
        Assert.Equal(before, gateway.Provider.Requests.Count);
    }

    /// <summary>16, 18 and 21: the gateway does not act on these, so the provider decides; the bytes pass.</summary>
    [Fact]
    public async Task What_only_the_provider_can_judge_reaches_it_untouched()
    {
        var messages = new StringBuilder("{\"role\":\"user\",\"content\":\"x\"}");
        for (var i = 1; i < 100_000; i++) messages.Append(",{\"role\":\"user\",\"content\":\"x\"}");
        string[] odd =
        [
            $$"""{"model":"gpt-4o","messages":[{{messages}}]}""",
            $$"""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"__proto__","parameters":{"__proto__":{"constructor":1} } } },{"type":"function","function":{"name":"{{new string('t', 1 << 20)}}"} }],"tool_choice":"none"}""",
            """{"model":"gpt-4o","messages":[{"role":"user","content":"lone \ud800 surrogate"}],"zzz":1e999,"zzz":-0.0,"Zzz":"\u0000"}""",
            $$"""{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{new string('A', 8 << 20)}}"} }] }] }""",
        ];
        gateway.Provider.On(_ => true, Script.Json("""{"id":"c","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""));
        foreach (var body in odd)
        {
            Assert.Equal(200, (await gateway.PostAsync("/v1/chat/completions", body.Replace("\"gpt-4o\"", "\"fake/gpt-4o\"", StringComparison.Ordinal))).Status);
            Assert.Equal(body, gateway.Provider.Requests[^1].BodyText);
        }

        gateway.Provider.ForgetScripts();
    }

    private static string Form(string boundary) =>
        $"--{boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nfake/whisper-1\r\n--{boundary}--\r\n";
}
