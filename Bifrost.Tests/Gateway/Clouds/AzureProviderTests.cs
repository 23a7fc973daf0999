using Bifrost.Domain.Usage;
using Bifrost.Gateway.Providers.Credentials;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Clouds;

/// <summary>Azure OpenAI: both of its APIs, by key and by Entra ID.</summary>
public sealed class AzureProviderTests
{
    private const string App = """
        "tenant_id": "11111111-2222-3333-4444-555555555555", "client_id": "66666666-7777-8888-9999-000000000000", "client_secret": "client-secret-canary"
        """;

    [Theory]
    [InlineData("")]
    [InlineData("/openai/v1")]
    public async Task A_key_goes_as_api_key_to_v1(string path)
    {
        await using var cloud = await CloudHost.StartAsync(x => $$""" "kind": "azure", "base_url": "{{x.Cloud.Origin}}{{path}}", "keys": [ { "name": "a", "value": "azure-key-canary" } ] """);
        cloud.On("/chat/completions", CloudHost.Chat);

        var reply = await cloud.PostAsync("/v1/chat/completions?api-version=2023-01-01", """{"model":"cloud/my-deployment","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(200, reply.Status);
        var received = Assert.Single(cloud.Cloud.Requests);
        Assert.Equal(("/openai/v1/chat/completions", "azure-key-canary", null), (received.Target.Split('?')[0], received.Header("api-key"), received.Header("Authorization")));
        Assert.Equal("my-deployment", (string?)received.Json!["model"]);
        var record = await cloud.RecordAsync(reply.Id);
        Assert.Equal((UsageOutcome.Completed, 5L, 2L), (record.Outcome, record.InputTokens, record.OutputTokens));
    }

    [Fact]
    public async Task With_a_version_the_deployment_is_in_the_path()
    {
        await using var cloud = await CloudHost.StartAsync(x => $$""" "kind": "azure", "base_url": "{{x.Cloud.Origin}}", "api_version": "2024-10-21", "keys": [ { "name": "a", "value": "azure-key-canary" } ] """);
        cloud.On("/chat/completions", CloudHost.Chat);
        cloud.On("/embeddings", """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1]}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}""");

        Assert.Equal(200, (await cloud.PostAsync("/v1/chat/completions?api-version=2023-01-01&x=y", """{"model":"cloud/my dep/loyment","messages":[{"role":"user","content":"Hi"}]}""")).Status);
        Assert.Equal(200, (await cloud.PostAsync("/v1/embeddings", """{"model":"cloud/embed","input":"Hi"}""")).Status);
        cloud.On("/openai/responses", """{"id":"r","object":"response","status":"completed","model":"m","output":[],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""");
        Assert.Equal(200, (await cloud.PostAsync("/v1/responses", """{"model":"cloud/gpt-4o","input":"Hi"}""")).Status);
        Assert.Equal(200, (await cloud.PostAsync("/anthropic/v1/messages", """{"model":"cloud/claude-caller","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""")).Status);

        Assert.Equal(
            ["/openai/deployments/my%20dep%2Floyment/chat/completions?api-version=2024-10-21&x=y", "/openai/deployments/embed/embeddings?api-version=2024-10-21", "/openai/responses?api-version=2024-10-21", "/openai/deployments/claude-caller/chat/completions?api-version=2024-10-21"],
            cloud.Cloud.Requests.Select(x => x.Target));
    }

    [Fact]
    public async Task An_app_signs_in_once_by_Entra_ID()
    {
        await using var cloud = await EntraAsync($$"""{ "name": "a", {{App}} }""");
        cloud.On("/oauth2/v2.0/token", """{"token_type":"Bearer","expires_in":3600,"access_token":"entra-token-1"}""");
        cloud.On("/chat/completions", CloudHost.Chat);

        Assert.Equal(200, (await cloud.ChatAsync("gpt-4o")).Status);
        Assert.Equal(200, (await cloud.ChatAsync("gpt-4o")).Status);

        var asked = Assert.Single(cloud.At("/token"));
        Assert.Equal("/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token", asked.Path);
        Assert.Contains("client_secret=client-secret-canary", asked.BodyText, StringComparison.Ordinal);
        Assert.Contains("scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default", asked.BodyText, StringComparison.Ordinal);
        Assert.All(cloud.At("/chat/completions"), x => Assert.Equal(("Bearer entra-token-1", null), (x.Header("Authorization"), x.Header("api-key"))));
    }

    [Theory]
    [InlineData("https://r.openai.azure.com", "https://login.microsoftonline.com/", "https://cognitiveservices.azure.com/.default")]
    [InlineData("https://r.openai.azure.us", "https://login.microsoftonline.us/", "https://cognitiveservices.azure.us/.default")]
    [InlineData("https://r.openai.azure.cn", "https://login.chinacloudapi.cn/", "https://cognitiveservices.azure.cn/.default")]
    public void The_clouds_own_authority_is_asked(string provider, string authority, string scope) =>
        Assert.Equal((new Uri(authority), scope), new CredentialEndpoints().EntraOf(new Uri(provider)));

    [Fact]
    public async Task A_sign_in_that_is_refused_is_our_fault_and_one_that_is_not_reached_is_none()
    {
        await using var cloud = await EntraAsync($$"""{ "name": "a", {{App}} }""");
        cloud.On("/token", """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. client-secret-canary","error_codes":[7000215]}""", status: 401, times: 1);
        cloud.On("/token", _ => new Script().Reset());

        foreach (var code in (string[])["upstream_auth_failed", "upstream_error"])
        {
            var reply = await cloud.ChatAsync("gpt-4o");
            Assert.Equal(502, reply.Status);
            Assert.Contains(code, reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("AADSTS", reply.Text, StringComparison.Ordinal);
            var record = await cloud.RecordAsync(reply.Id);
            Assert.Equal((code, 1, 0L), (record.ErrorCode, record.Attempts, record.CostNanos));
        }

        Assert.Empty(cloud.At("/chat/completions"));
    }

    [Fact]
    public async Task Another_key_is_tried_where_one_cannot_sign_in()
    {
        await using var cloud = await EntraAsync($$"""{ "name": "a", {{App}} }, { "name": "b", "value": "azure-key-canary", "weight": 0 }""");
        cloud.On("/token", """{"error":"invalid_client","error_description":"AADSTS7000215","error_codes":[7000215]}""", status: 401);
        cloud.On("/chat/completions", CloudHost.Chat);

        var reply = await cloud.ChatAsync("gpt-4o");

        Assert.Equal(200, reply.Status);
        Assert.Equal("azure-key-canary", Assert.Single(cloud.At("/chat/completions")).Header("api-key"));
        Assert.Equal(("b", 2), ((await cloud.RecordAsync(reply.Id)).ProviderKey, (await cloud.RecordAsync(reply.Id)).Attempts));
    }

    [Fact]
    public async Task What_its_content_filter_says_reaches_the_caller_and_a_firewall_is_our_fault()
    {
        await using var cloud = await CloudHost.StartAsync(x => $$""" "kind": "azure", "base_url": "{{x.Cloud.Origin}}", "keys": [ { "name": "a", "value": "azure-key-canary" } ] """);
        cloud.On("/chat", """{"error":{"message":"The response was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", status: 400, times: 1);
        cloud.On("/chat", """{"error":{"code":"403","message":"Access denied due to Virtual Network/Firewall rules."}}""", status: 403);

        var filtered = await cloud.ChatAsync("gpt-4o");
        Assert.Equal(400, filtered.Status);
        Assert.Contains("ResponsibleAIPolicyViolation", filtered.Text, StringComparison.Ordinal);
        var refused = await cloud.ChatAsync("gpt-4o");
        Assert.Equal(502, refused.Status);
        Assert.Contains("upstream_auth_failed", refused.Text, StringComparison.Ordinal);
    }

    private static Task<CloudHost> EntraAsync(string keys) =>
        CloudHost.StartAsync(x => $$""" "kind": "azure", "base_url": "{{x.Cloud.Origin}}", "keys": [ {{keys}} ] """);
}
