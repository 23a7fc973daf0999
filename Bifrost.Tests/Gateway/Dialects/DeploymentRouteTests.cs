using System.Text;
using System.Text.Json.Nodes;
using Bifrost.Domain.Usage;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Azure's way of asking: the deployment in the path is the model, whatever the body says.</summary>
public sealed class DeploymentRouteTests(DialectHost host) : IClassFixture<DialectHost>
{
    private const string Version = "?api-version=2024-10-21";
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Theory]
    [InlineData("/openai/deployments/p-openai-chat%2Fmodel-x/chat/completions", "{" + Messages + "}", "/v1/chat/completions")]
    [InlineData("/openai/deployments/p-openai-chat/model-x/chat/completions", "{\"model\":\"other\"," + Messages + "}", "/v1/chat/completions")]
    [InlineData("/openai/deployments/p-openai-chat/model-x/chat/completions", "{\"model\":\"\"," + Messages + "}", "/v1/chat/completions")]
    [InlineData("/openai/deployments/p-openai-chat%2Fmodel-x/chat/completions", "{\"stream\":true," + Messages + "}", "/v1/chat/completions")]
    [InlineData("/openai/deployments/p-openai-responses%2Fmodel-x/responses", "{\"input\":\"Hi\"}", "/v1/responses")]
    [InlineData("/openai/deployments/p-openai-responses%2Fmodel-x/embeddings", "{\"input\":\"Hi\"}", "/v1/embeddings")]
    [InlineData("/openai/deployments/p-openai-responses%2Fmodel-x/completions", "{\"prompt\":\"Hi\"}", "/v1/completions")]
    [InlineData("/openai/deployments/p-openai-responses%2Fmodel-x/images/generations", "{\"prompt\":\"a cat\"}", "/v1/images/generations")]
    [InlineData("/openai/deployments/p-openai-responses%2Fmodel-x/audio/speech", "{\"input\":\"Hi\",\"voice\":\"alloy\"}", "/v1/audio/speech")]
    public async Task The_path_names_the_model(string path, string body, string upstream)
    {
        host.Provider.ForgetScripts();
        using var client = host.Host.CreateClient();

        using var response = await DialectHost.PostAsync(client, path + Version, body, ("api-key", host.Client.DefaultRequestHeaders.Authorization!.Parameter!));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, text);
        var received = host.Provider.Requests[^1];
        Assert.Equal(upstream, received.Target);
        Assert.Equal("model-x", received.Json!["model"]!.GetValue<string>());
        Assert.Null(received.Header("api-key"));
        Assert.Equal(UsageOutcome.Completed, (await host.RecordOfAsync(response)).Outcome);
    }

    [Fact]
    public async Task It_reaches_another_dialect()
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(SdkGolden.Answer("p-anthropic-messages"));

        using var response = await host.PostAsync("/openai/deployments/p-anthropic-messages%2Fclaude-x/chat/completions" + Version, "{" + Messages + "}");

        Assert.Equal(SdkGolden.Words, (await JsonOf(response))["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal("claude-x", host.Provider.Requests[^1].Json!["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_form_without_a_model_gets_one()
    {
        host.Provider.ForgetScripts();
        using var form = new MultipartFormDataContent { { new ByteArrayContent("RIFF"u8.ToArray()), "file", "a.wav" }, { new StringContent("en"), "language" } };

        using var response = await host.Client.PostAsync(new Uri("/openai/deployments/p-openai-responses%2Fwhisper-1/audio/transcriptions" + Version, UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var received = host.Provider.Requests[^1];
        Assert.Contains("Content-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--", Encoding.Latin1.GetString(received.Body), StringComparison.Ordinal);
        Assert.Contains("RIFF", received.BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_of_a_wrong_id_is_refused()
    {
        var before = host.Provider.Requests.Count;
        using var form = new MultipartFormDataContent { { new ByteArrayContent("RIFF"u8.ToArray()), "file", "a.wav" } };

        using var response = await host.Client.PostAsync(new Uri("/openai/deployments/p-openai-responses%2Fa%00b/audio/transcriptions" + Version, UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(before, host.Provider.Requests.Count);
    }

    [Theory]
    [InlineData("/openai/deployments/p-openai-chat%2F../chat/completions", 400, "invalid_request")]
    [InlineData("/openai/deployments/x/unknown", 404, "invalid_request")]
    [InlineData("/openai/deployments/p-openai-chat%2Fxembeddings", 404, "invalid_request")]
    [InlineData("/bedrock/model/p-bedrock-converse%2F../converse", 400, null)]
    public async Task Wrong_ids_and_routes_are_refused(string path, int status, string? code)
    {
        using var response = await host.PostAsync(path, "{" + Messages + "}");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await JsonOf(response))["error"]?["code"]!.GetValue<string>());
    }

    private static async Task<JsonNode> JsonOf(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
}
