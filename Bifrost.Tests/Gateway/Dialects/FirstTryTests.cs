using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

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

    /// <summary>Programs ask every model for thoughts; OpenAI's that never think refuse the field.</summary>
    [Theory]
    [InlineData("p-openai-chat/deepseek-chat", true)]
    [InlineData("p-openai-responses/gpt-4.1-2025-04-14", false)]
    [InlineData("p-openai-responses/gpt-5.2", true)]
    public async Task Thoughts_are_asked_of_no_model_that_never_thinks(string model, bool asked)
    {
        host.Provider.ForgetScripts();
        using var response = await DialectHost.PostAsync(
            host.Client, "/anthropic/v1/messages", $$"""{"model":"{{model}}","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        var sent = host.Provider.Requests[^1].Json!;
        Assert.Equal(asked, sent["reasoning_effort"] is not null || sent["reasoning"] is not null);
        Assert.Equal(!asked, response.Headers.TryGetValues("x-bf-dropped-params", out var dropped) && dropped.Single().Contains("thinking", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai", "gpt-4o-mini", false)]
    [InlineData("azure", "gpt-4.1", false)]
    [InlineData("openai", "o3", true)]
    [InlineData("openrouter", "openai/gpt-4o", true)]
    public void Nor_in_a_chat(string kind, string model, bool asked)
    {
        var format = WireFormatCatalog.OpenAiChat;
        Assert.True(format.TryReadRequest("""{"model":"m","reasoning_effort":"low","messages":[{"role":"user","content":"Hi"}]}"""u8.ToArray(), default, out var request, out var error), error.Message);
        using var read = request!;
        var (output, notes) = (new ArrayBufferWriter<byte>(), new TranslationNotes(format.NameOf));

        format.WriteRequest(read, new RequestFrame(model, kind), notes, output);

        Assert.Equal(asked, Encoding.UTF8.GetString(output.WrittenSpan).Contains("reasoning", StringComparison.Ordinal));
        Assert.Equal(asked ? [] : ["reasoning_effort"], notes.Dropped);
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
