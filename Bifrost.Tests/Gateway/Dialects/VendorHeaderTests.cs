using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>A vendor's own request headers go to that vendor's kinds alone.</summary>
public sealed class VendorHeaderTests(DialectHost host) : IClassFixture<DialectHost>
{
    [Theory]
    [InlineData("/v1/messages", "p-anthropic-messages/m", true, false)]
    [InlineData("/v1/messages", "p-openai-chat/m", false, true)]
    [InlineData("/v1/messages", "p-cohere-chat/m", false, false)]
    [InlineData("/v1/chat/completions", "p-openai-chat/m", false, true)]
    [InlineData("/v1/chat/completions", "p-anthropic-messages/m", true, false)]
    public async Task Go_to_whom_they_are_for(string path, string model, bool anthropic, bool openAi)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(Script.Json("{}"));

        using var response = await host.PostAsync(
            path, $$"""{ "model": "{{model}}", "max_tokens": 9, "messages": [ { "role": "user", "content": "Hi" } ] }""",
            ("anthropic-beta", "context-1m-2025-08-07"), ("OpenAI-Beta", "assistants=v2"), ("x-goog-api-client", "genai-js/1"), ("Accept", "application/x-of-the-caller"));

        var received = host.Provider.Requests[^1];
        Assert.Equal(anthropic ? "context-1m-2025-08-07" : null, received.Header("anthropic-beta"));
        Assert.Equal(openAi ? "assistants=v2" : null, received.Header("OpenAI-Beta"));
        Assert.Null(received.Header("x-goog-api-client"));

        // What a caller takes says nothing of what its gateway reads.
        var passes = anthropic == path.EndsWith("/messages", StringComparison.Ordinal) && (anthropic || openAi);
        Assert.Equal(passes, received.Header("Accept") == "application/x-of-the-caller");
    }
}
