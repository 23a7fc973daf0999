using Bifrost.Gateway;
using Bifrost.Gateway.Admission;
using Bifrost.Tests.Gateway.Clouds;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>What a hostile provider sends a caller of another dialect: bounded in memory, and never what was presented to the provider.</summary>
public sealed class HostileTranslationTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Body = """{"model":"p-anthropic-messages/model-x","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"x\",\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\n";

    [Theory]
    [InlineData("data: ")]
    [InlineData(": ")]
    public async Task An_event_without_an_end_is_broken_off(string begins)
    {
        var megabyte = new string('x', 1 << 20);
        Play(new Script().ContentType("text/event-stream").Chunk(Start + begins).Repeat(megabyte, 40));

        using var response = await host.PostAsync("/v1/chat/completions", Body);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("upstream_invalid_response", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 1, 4_096);
        Assert.Equal("upstream_invalid_response", (await host.RecordOfAsync(response)).ErrorCode);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/genai/v1beta/models/p-anthropic-messages/model-x:streamGenerateContent?alt=sse")]
    public async Task An_error_in_a_stream_that_quotes_the_key_is_told_in_our_words(string path)
    {
        var body = path.StartsWith("/genai", StringComparison.Ordinal) ? """{"contents":"Hi"}""" : Body;
        Play(Script.Sse(Start, $"event: error\ndata: {{\"type\":\"error\",\"error\":{{\"type\":\"api_error\",\"message\":\"bad key {DialectHost.Secret.Replace("-", "\\u002d", StringComparison.Ordinal)}\"}}}}\n\n"));

        using var response = await host.PostAsync(path, body);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("error", text, StringComparison.Ordinal);
        Assert.DoesNotContain(DialectHost.Secret, text.Replace("\\u002d", "-", StringComparison.OrdinalIgnoreCase), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task No_error_brings_a_header_of_the_operators_or_a_token_of_a_cloud(string path)
    {
        await using var cloud = await CloudHost.StartAsync(x => $$""" "kind": "azure", "base_url": "{{x.Cloud.Origin}}", "extra_headers": { "x-team": "header-canary-1" }, "keys": [ { "name": "a", "tenant_id": "11111111-2222-3333-4444-555555555555", "client_id": "66666666-7777-8888-9999-000000000000", "client_secret": "client-secret-1" } ] """);
        cloud.On("/oauth2/v2.0/token", """{"token_type":"Bearer","expires_in":3600,"access_token":"entra-canary-1"}""");
        foreach (var canary in (string[])["header-canary-1", "entra-canary-1"])
        {
            cloud.On("/chat/completions", $$$"""{"error":{"message":"You sent {{{canary}}}.","type":"invalid_request_error","code":null}}""", status: 422, times: 1);

            var reply = await cloud.PostAsync(path, """{"model":"cloud/my-deployment","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""");

            Assert.Equal(422, reply.Status);
            Assert.DoesNotContain("canary", reply.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/v1/chat/completions")]
    public async Task What_a_body_becomes_when_it_is_read_has_room_or_is_refused(string path)
    {
        const int Left = 4 * 1024 * 1024;
        var parts = string.Join(',', Enumerable.Repeat("""{"type":"text","text":"a"}""", 40_000));
        var body = $$"""{"model":"p-anthropic-messages/model-x","max_tokens":9,"messages":[{"role":"user","content":[{{parts}}]}]}""";
        var room = host.Host.Services.GetRequiredService<BodyRoom>();
        var taken = host.Host.Services.GetRequiredService<GatewaySettings>().MaxBodyBytesInFlight - Left;
        var sent = host.Provider.Requests.Count;
        Assert.True(room.TryTake(taken));
        try
        {
            using var refused = await host.PostAsync(path, body);
            Assert.Equal((503, sent), ((int)refused.StatusCode, host.Provider.Requests.Count));
        }
        finally
        {
            room.Give(taken);
        }

        Play(Script.Error(500, "busy", "server_error", null));
        using var served = await host.PostAsync(path, body);
        Assert.Equal((502, sent + 1), ((int)served.StatusCode, host.Provider.Requests.Count));
        await Polling.UntilAsync(() => room.Taken == 0, () => $"{room.Taken} bytes are left");
    }

    private void Play(Script script)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(script);
    }
}
