using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>What people try first, in the words of their vendor's own documentation.</summary>
public sealed class FirstTryTests(DialectHost host) : IClassFixture<DialectHost>
{
    [Theory]
    [InlineData("/litellm/chat/completions", "application/json", HttpStatusCode.OK)]
    [InlineData("/ollama/api/chat", "application/x-www-form-urlencoded", HttpStatusCode.OK)]
    [InlineData("/ollama/api/chat", "text/plain", HttpStatusCode.BadRequest)]
    [InlineData("/v1/chat/completions", "application/x-www-form-urlencoded", HttpStatusCode.BadRequest)]
    public async Task Is_served(string path, string type, HttpStatusCode status)
    {
        host.Provider.ForgetScripts();
        using var content = new StringContent("""{"model":"p-openai-chat/model-x","stream":false,"messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8);
        content.Headers.ContentType = new(type);

        using var response = await host.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task Each_event_of_a_stream_for_Gemini_has_a_part()
    {
        host.Provider.ForgetScripts();
        using var response = await DialectHost.PostAsync(
            host.Client, "/genai/v1beta/models/p-openai-chat/model-x:streamGenerateContent?alt=sse", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var events = text.Split('\n').Where(x => x.StartsWith("data: ", StringComparison.Ordinal)).Select(x => JsonNode.Parse(x[6..])!["candidates"]![0]!).ToList();
        Assert.True(events.Count > 1, text);
        Assert.All(events, x => Assert.NotEmpty(x["content"]!["parts"]!.AsArray()));
        Assert.Equal("STOP", events[^1]["finishReason"]!.GetValue<string>());
        Assert.Equal("", events[^1]["content"]!["parts"]![0]!["text"]!.GetValue<string>());
    }
}
