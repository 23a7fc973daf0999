using System.Text.Json.Nodes;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Routes that come later: 401 without a key, whatever the path; with one 501 in the dialect's own shape; 404 for what no vendor has.</summary>
public sealed class LaterRouteTests(DialectHost host) : IClassFixture<DialectHost>
{
    [Theory]
    [InlineData("GET", "/v1/realtime?model=gpt-realtime", 501, "error.code", "not_supported")]
    [InlineData("POST", "/v1/batches", 501, "error.code", "not_supported")]
    [InlineData("GET", "/openai/v1/files/file_1/content", 501, "error.code", "not_supported")]
    [InlineData("POST", "/litellm/v1/audio/voices", 501, "error.code", "not_supported")]
    [InlineData("GET", "/v1/responses/resp_1", 501, "error.code", "not_supported")]
    [InlineData("POST", "/v1/messages/batches", 501, "type", "error")]
    [InlineData("POST", "/anthropic/v1/messages/batches", 501, "type", "error")]
    [InlineData("GET", "/anthropic/v1/files", 501, "type", "error")]
    [InlineData("POST", "/genai/v1beta/models/p-gemini/m:batchGenerateContent", 501, "error.status", "UNIMPLEMENTED")]
    [InlineData("GET", "/genai/v1beta/cachedContents", 501, "error.status", "UNIMPLEMENTED")]
    [InlineData("POST", "/bedrock/model/p-bedrock-converse%2Fm/count-tokens", 501, "message", null)]
    [InlineData("POST", "/cohere/v1/tokenize", 501, "message", null)]
    [InlineData("POST", "/ollama/api/pull", 501, "error", null)]
    [InlineData("POST", "/chat/completions", 404, "error.code", "invalid_request")]
    [InlineData("POST", "/responses", 404, "error.code", "invalid_request")]
    [InlineData("GET", "/v1/nothing", 404, "error.code", "invalid_request")]
    [InlineData("GET", "/ollama/api/nothing", 404, "error", null)]
    public async Task Are_told_apart(string method, string path, int status, string field, string? value)
    {
        using var nobody = host.Host.CreateClient();
        using var unknown = await SendAsync(nobody, method, path);
        using var response = await SendAsync(host.Client, method, path);

        Assert.Equal(401, (int)unknown.StatusCode);
        Assert.Equal(status, (int)response.StatusCode);
        JsonNode? at = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        foreach (var name in field.Split('.'))
        {
            at = at?[name];
        }

        Assert.Equal(value ?? at?.GetValue<string>(), at?.GetValue<string>());
        Assert.NotNull(at);
    }

    [Theory]
    [InlineData("POST", "/chat/completions", "There is no POST /chat/completions here: the base URL ends in /v1.")]
    [InlineData("POST", "/v1beta/models/p/m:generateContent", "There is no POST /v1beta/models/p/m:generateContent here: the base URL ends in /genai.")]
    [InlineData("POST", "/v1/batches", "POST /v1/batches is not supported by this gateway yet, and passes raw below /passthrough/{provider}/ for keys that may use all of that provider.")]
    [InlineData("GET", "/v1/realtime", "GET /v1/realtime is not supported by this gateway yet.")]
    [InlineData("GET", "/passthrough/nobody/files", "There is no provider nobody here: after /passthrough/ stands the name of a provider that is set up.")]
    public async Task Say_what_to_do_instead(string method, string path, string message)
    {
        using var response = await SendAsync(host.Client, method, path);

        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith(message + " Request ", json!["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
