using System.Security.Cryptography;
using System.Text.Json;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Providers;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Gateway.Providers.Vertex;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>Vertex AI: three dialects below one project, all by a service account.</summary>
public sealed class VertexProviderTests
{
    private const string Place = "/v1/projects/my-project/locations/europe-west1";
    private const string Token = """{"access_token":"google-token-1","expires_in":3600,"token_type":"Bearer"}""";

    [Theory]
    [InlineData("/v1/chat/completions", "gemini-2.5-flash", false, $"{Place}/publishers/google/models/gemini-2.5-flash:generateContent")]
    [InlineData("/v1/chat/completions", "google/gemini-2.5-flash", true, $"{Place}/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse")]
    [InlineData("/v1/chat/completions", "claude-sonnet-4-5@20250929", false, $"{Place}/publishers/anthropic/models/claude-sonnet-4-5%4020250929:rawPredict")]
    [InlineData("/anthropic/v1/messages", "claude-sonnet-4-5@20250929", false, $"{Place}/publishers/anthropic/models/claude-sonnet-4-5%4020250929:rawPredict")]
    [InlineData("/anthropic/v1/messages", "claude-sonnet-4-5@20250929", true, $"{Place}/publishers/anthropic/models/claude-sonnet-4-5%4020250929:streamRawPredict")]
    [InlineData("/v1/chat/completions", "meta/llama-4-maverick-17b-128e-instruct-maas", false, $"{Place}/endpoints/openapi/chat/completions")]
    [InlineData("/anthropic/v1/messages", "meta/llama-4-maverick-17b-128e-instruct-maas", false, $"{Place}/endpoints/openapi/chat/completions")]
    public async Task A_model_is_asked_in_its_dialect(string caller, string model, bool stream, string target)
    {
        await using var cloud = await StartAsync();
        cloud.On("/token", Token);
        cloud.On("/publishers/google/", _ => stream ? new Script().ContentType("text/event-stream").Chunk($"data: {CloudHost.Gemini}\n\n") : Script.Json(CloudHost.Gemini));
        cloud.On("/publishers/anthropic/", _ => stream ? ClaudeStream() : Script.Json(CloudHost.Claude));
        cloud.On("/openapi/", CloudHost.Chat);

        var reply = await cloud.PostAsync(caller, $$"""{"model":"cloud/{{model}}","max_tokens":50,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""");

        Assert.True(reply.Status == 200, reply.Text);
        Assert.Contains("Hi.", reply.Text, StringComparison.Ordinal);
        var received = cloud.Cloud.Requests[^1];
        Assert.Equal((target, "Bearer google-token-1"), (received.Target, received.Header("Authorization")));
        if (model.StartsWith("claude", StringComparison.Ordinal))
        {
            Assert.Equal("vertex-2023-10-16", (string?)received.Json!["anthropic_version"]);
            Assert.Null(received.Json["model"]);
            Assert.Equal(stream, received.WantsStream);
            Assert.Null(received.Header("anthropic-version"));
        }
        else
        {
            Assert.Equal(target.Contains("openapi", StringComparison.Ordinal) ? model : null, (string?)received.Json!["model"]);
        }

        var record = await cloud.RecordAsync(reply.Id);
        Assert.Equal((UsageOutcome.Completed, 5L, 2L, "a"), (record.Outcome, record.InputTokens, record.OutputTokens, record.ProviderKey));
    }

    [Fact]
    public async Task A_Claude_callers_own_bytes_pass_but_for_what_Vertex_has_elsewhere()
    {
        await using var cloud = await StartAsync();
        cloud.On("/token", Token);
        cloud.On("/publishers/anthropic/", CloudHost.Claude);
        cloud.Client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");

        Assert.Equal(200, (await cloud.PostAsync("/anthropic/v1/messages", """{ "messages": [ {"role":"user","content":"Grüße"} ],  "unknown": 1, "max_tokens":50, "model":"cloud/claude-x" }""")).Status);

        Assert.Equal("""{"anthropic_version":"vertex-2023-10-16", "messages": [ {"role":"user","content":"Grüße"} ],  "unknown": 1, "max_tokens":50}""", cloud.Cloud.Requests[^1].BodyText);
        Assert.Null(cloud.Cloud.Requests[^1].Header("anthropic-version"));
    }

    [Fact]
    public async Task The_service_account_signs_in_once()
    {
        await using var cloud = await StartAsync();
        cloud.On("/token", Token);
        cloud.On("/publishers/google/", CloudHost.Gemini);

        Assert.Equal(200, (await cloud.ChatAsync("gemini-2.5-flash")).Status);
        Assert.Equal(200, (await cloud.ChatAsync("gemini-2.5-flash")).Status);

        Assert.Contains("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer", Assert.Single(cloud.At("/token")).BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_that_is_refused_is_our_fault_and_one_that_is_not_reached_is_none()
    {
        await using var cloud = await StartAsync();
        cloud.On("/token", """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""", status: 400, times: 1);
        cloud.On("/token", _ => new Script().Reset());

        foreach (var code in (string[])["upstream_auth_failed", "upstream_error"])
        {
            var reply = await cloud.ChatAsync("gemini-2.5-flash");
            Assert.Equal(502, reply.Status);
            Assert.Contains(code, reply.Text, StringComparison.Ordinal);
            Assert.Equal((code, 0L), ((await cloud.RecordAsync(reply.Id)).ErrorCode, (await cloud.RecordAsync(reply.Id)).CostNanos));
        }

        Assert.Empty(cloud.At("/publishers/"));
    }

    [Fact]
    public async Task A_token_is_fetched_anew_ahead_of_its_end()
    {
        await using var google = await FakeProvider.StartAsync();
        google.On(_ => true, _ => Script.Json($$"""{"access_token":"t{{google.Requests.Count}}","expires_in":3600,"token_type":"Bearer"}"""));
        using var connections = new UpstreamConnections(TimeProvider.System);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var provider = new ProviderSnapshot { Id = Guid.Empty, Name = "v", Kind = "vertex", AllowPrivateNetwork = true, ConnectTimeout = TimeSpan.FromSeconds(5) };
        var key = new ProviderKeySnapshot(Guid.Empty, "a", null, 1, ModelPatterns.Unrestricted) { Secrets = new Dictionary<string, Secret> { ["service_account_json"] = new(Account(google.Origin)) } };
        var token = new GoogleToken(new CredentialMaker(provider, key, connections, new CredentialEndpoints(), time));

        Assert.Equal(["t1", "t1"], [await AskAsync(), await AskAsync()]);
        time.Advance(TimeSpan.FromMinutes(40));
        Assert.Equal("t1", await AskAsync());
        time.Advance(TimeSpan.FromMinutes(21));
        Assert.Equal("t2", await AskAsync());

        async Task<string?> AskAsync()
        {
            using var request = new HttpRequestMessage();
            await token.PresentAsync(request, TestContext.Current.CancellationToken);
            return request.Headers.Authorization?.Parameter;
        }
    }

    [Theory]
    [InlineData("global", "https://aiplatform.googleapis.com")]
    [InlineData("eu", "https://aiplatform.eu.rep.googleapis.com")]
    [InlineData("us-central1", "https://us-central1-aiplatform.googleapis.com")]
    public void The_location_is_the_address(string location, string address)
    {
        var key = new ProviderKeySnapshot(Guid.Empty, "a", null, 1, ModelPatterns.Unrestricted) { Settings = new Dictionary<string, string> { ["location"] = location } };
        Assert.Equal(address, ProviderCatalog.Find("vertex")!.BaseUrlOf(key));
    }

    /// <summary>The JSON key of a service account whose tokens come from somewhere.</summary>
    internal static string Account(string origin)
    {
        using var rsa = RSA.Create(2048);
        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["project_id"] = "my-project",
            ["private_key_id"] = "k1",
            ["private_key"] = rsa.ExportPkcs8PrivateKeyPem(),
            ["client_email"] = "bifrost@my-project.iam.gserviceaccount.com",
            ["token_uri"] = origin + "/token",
        });
    }

    private static Task<CloudHost> StartAsync() => CloudHost.StartAsync(x =>
        $$""" "kind": "vertex", "base_url": "{{x.Cloud.Origin}}", "keys": [ { "name": "a", "project": "my-project", "location": "europe-west1", "service_account_json": {{JsonSerializer.Serialize(Account(x.Cloud.Origin))}} } ] """);

    private static Script ClaudeStream() => new Script().ContentType("text/event-stream").Chunk("""
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":5,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi."}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}

        event: message_stop
        data: {"type":"message_stop"}


        """);
}
