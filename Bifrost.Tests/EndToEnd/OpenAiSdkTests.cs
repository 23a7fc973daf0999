using System.ClientModel;
using System.Text.Json;
using Bifrost.Tests.Testing;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace Bifrost.Tests.EndToEnd;

/// <summary>OpenAI's own SDK against the gateway: it must notice nothing.</summary>
public sealed class OpenAiSdkTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;
    private InProcessBifrost _host = null!;
    private string _key = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        (_host, _key) = await InProcessBifrost.StartWithAsync(_provider);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private OpenAIClient Client(string mount = "/v1", string? key = null) => new(
        new ApiKeyCredential(key ?? _key),
        new OpenAIClientOptions { Endpoint = new Uri(_host.BaseAddress, mount), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) });

    [Theory]
    [InlineData("/v1")]
    [InlineData("/openai/v1")]
    [InlineData("/openai")]
    public async Task Chat_answers_on_every_mount(string mount)
    {
        var answer = await Client(mount).GetChatClient("fake/gpt-4o-mini").CompleteChatAsync([new UserChatMessage("Hello")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEmpty(answer.Value.Content[0].Text);
        Assert.True(answer.Value.Usage.InputTokenCount > 0);
        Assert.Equal("Bearer upstream-key-main", _provider.Requests[^1].Header("Authorization"));
        Assert.Equal("gpt-4o-mini", _provider.Requests[^1].Json!["model"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/openai")]
    public async Task Chat_streams_on_every_mount(string mount)
    {
        var text = "";
        ChatTokenUsage? usage = null;
        await foreach (var update in Client(mount).GetChatClient("fake/gpt-4o-mini").CompleteChatStreamingAsync([new UserChatMessage("Stream to me")], cancellationToken: TestContext.Current.CancellationToken))
        {
            text += string.Concat(update.ContentUpdate.Select(x => x.Text));
            usage = update.Usage ?? usage;
        }

        Assert.NotEmpty(text);
        Assert.NotNull(usage);
    }

    [Fact]
    public async Task Tools_come_back_as_tool_calls()
    {
        var tool = ChatTool.CreateFunctionTool("get_weather", "Weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}"""));
        var answer = await Client().GetChatClient("fake/gpt-4o").CompleteChatAsync([new UserChatMessage("Weather in Berlin?")], new ChatCompletionOptions { Tools = { tool } }, TestContext.Current.CancellationToken);

        Assert.Equal(ChatFinishReason.ToolCalls, answer.Value.FinishReason);
        Assert.Equal("get_weather", answer.Value.ToolCalls[0].FunctionName);
    }

    [Fact]
    public async Task Structured_output_is_json_of_the_schema()
    {
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString("""{"type":"object","properties":{"answer":{"type":"string"}},"required":["answer"],"additionalProperties":false}"""), jsonSchemaIsStrict: true),
        };
        var answer = await Client().GetChatClient("fake/gpt-4o").CompleteChatAsync([new UserChatMessage("Answer")], options, TestContext.Current.CancellationToken);

        using var json = JsonDocument.Parse(answer.Value.Content[0].Text);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    [Fact]
    public async Task Images_in_messages_arrive_untouched()
    {
        var image = BinaryData.FromBytes(new byte[2048]);
        await Client().GetChatClient("fake/gpt-4o").CompleteChatAsync([new UserChatMessage(ChatMessageContentPart.CreateTextPart("What is this?"), ChatMessageContentPart.CreateImagePart(image, "image/png"))], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains(Convert.ToBase64String(image.ToArray()), _provider.Requests[^1].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_answer()
    {
        var answer = await Client().GetEmbeddingClient("fake/text-embedding-3-small").GenerateEmbeddingAsync("some text", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(answer.Value.ToFloats().Length > 0);
    }

    [Fact]
    public async Task A_wrong_key_is_the_sdks_own_exception()
    {
        var exception = await Assert.ThrowsAsync<ClientResultException>(() => Client(key: "sk-wrong").GetChatClient("fake/gpt-4o").CompleteChatAsync([new UserChatMessage("Hi")]));

        Assert.Equal(401, exception.Status);
        Assert.Contains("invalid_api_key", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_provider.Requests);
    }

    [Fact]
    public async Task A_providers_own_refusal_reaches_the_caller_with_its_words()
    {
        _provider.Enqueue(Script.Error(400, "Your temperature is out of this world.", "invalid_request_error", null));
        var exception = await Assert.ThrowsAsync<ClientResultException>(() => Client().GetChatClient("fake/gpt-4o").CompleteChatAsync([new UserChatMessage("Hi")]));

        Assert.Equal(400, exception.Status);
        Assert.Contains("out of this world", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_a_stream_cancels_the_provider()
    {
        using var release = new SemaphoreSlim(0);
        _provider.Enqueue(Script.Sse("""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"one"}}]}""" + "\n\n").Gate(release));
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Client().GetChatClient("fake/gpt-4o").CompleteChatStreamingAsync([new UserChatMessage("Hi")], cancellationToken: cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });

        await _provider.Requests[^1].CallerGone.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_background_response_is_refused_by_name()
    {
        using var client = _host.CreateClient(_key);
        using var body = new StringContent("""{"model":"fake/gpt-4o","input":"Hi","background":true}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/responses", body);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("\"param\":\"background\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(_provider.Requests);
    }
}
