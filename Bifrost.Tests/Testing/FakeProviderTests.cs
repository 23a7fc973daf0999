using System.ClientModel;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;

namespace Bifrost.Tests.Testing;

/// <summary>The fake provider does what it says, seen by OpenAI's own client and by a bare one.</summary>
public sealed class FakeProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_openais_client_and_keeps_a_ledger()
    {
        await using var provider = await FakeProvider.StartAsync();
        var chat = Client(provider, "sk-live-1").GetChatClient("o4-mini");

        ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage("hello there")], cancellationToken: Token);

        Assert.Equal("Echo: hello there", answer.Content[0].Text);
        Assert.Equal(64, answer.Usage.OutputTokenDetails.ReasoningTokenCount);
        var request = Assert.Single(provider.Requests);
        Assert.Equal(("POST", "/v1/chat/completions", "sk-live-1"), (request.Method, request.Target, request.Key));
        await request.Finished;
        Assert.Equal(answer.Usage.OutputTokenCount, request.Usage!.Output);
        Assert.True(request.Completed);
        Assert.False(request.CallerWentAway);
    }

    [Fact]
    public async Task Streams_with_usage_to_openais_client()
    {
        await using var provider = await FakeProvider.StartAsync();
        var chat = Client(provider, "sk-live-1").GetChatClient("gpt-4o-mini");
        var text = new StringBuilder();
        var output = 0;

        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("one two three")], cancellationToken: Token))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            output = update.Usage?.OutputTokenCount ?? output;
        }

        Assert.Equal("Echo: one two three", text.ToString());
        Assert.Equal(4, output);
    }

    [Fact]
    public async Task Calls_tools_and_fills_schemas()
    {
        await using var provider = await FakeProvider.StartAsync();
        var chat = Client(provider, "sk-live-1").GetChatClient("gpt-4o-mini");
        var schema = BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city","days"],"additionalProperties":false}""");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("weather", "Weather", schema) } };

        ChatCompletion call = await chat.CompleteChatAsync([new UserChatMessage("weather?")], options, Token);
        var format = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("weather", schema) };
        ChatCompletion structured = await chat.CompleteChatAsync([new UserChatMessage("weather?")], format, Token);

        Assert.Equal(ChatFinishReason.ToolCalls, call.FinishReason);
        Assert.Equal("""{"city":"text","days":1}""", call.ToolCalls[0].FunctionArguments.ToString());
        Assert.Equal("text", JsonDocument.Parse(structured.Content[0].Text).RootElement.GetProperty("city").GetString());
    }

    [Fact]
    public async Task Answers_every_other_endpoint_to_openais_client()
    {
        await using var provider = await FakeProvider.StartAsync();
        var client = Client(provider, "sk-live-1");

        var embeddings = await client.GetEmbeddingClient("text-embedding-3-small").GenerateEmbeddingsAsync(["a", "b"], cancellationToken: Token);
        var image = await client.GetImageClient("gpt-image-1").GenerateImageAsync("a cat", cancellationToken: Token);
        var moderation = await client.GetModerationClient("omni-moderation-latest").ClassifyTextAsync("fine", Token);
        using var sound = new MemoryStream(new byte[1000]);
        var heard = await client.GetAudioClient("whisper-1").TranscribeAudioAsync(sound, "a.wav", cancellationToken: Token);
        var models = await client.GetOpenAIModelClient().GetModelsAsync(Token);

        Assert.Equal(2, embeddings.Value.Count);
        Assert.Equal(8, embeddings.Value[1].ToFloats().Length);
        Assert.Equal(Convert.FromBase64String(MediaAnswers.Pixel), image.Value.ImageBytes.ToArray());
        Assert.False(moderation.Value.Flagged);
        Assert.StartsWith("Heard ", heard.Value.Text, StringComparison.Ordinal);
        Assert.Equal(provider.Models.Count, models.Value.Count);
    }

    [Fact]
    public async Task Answers_responses_and_speech()
    {
        await using var provider = await FakeProvider.StartAsync();
        using var http = provider.CreateClient();

        var json = await PostAsync(http, "/v1/responses", """{"model":"gpt-4o","input":"hi you"}""");
        var events = await PostAsync(http, "/v1/responses", """{"model":"gpt-4o","input":"hi you","stream":true}""");
        using var speech = await http.PostAsync("/v1/audio/speech", new StringContent("""{"model":"tts-1","input":"hi","voice":"alloy"}"""), Token);

        Assert.Contains("\"text\":\"Echo: hi you\"", json, StringComparison.Ordinal);
        Assert.Contains("event: response.created\n", events, StringComparison.Ordinal);
        Assert.Equal(3, events.Split("event: response.output_text.delta\n").Length - 1);
        Assert.Contains("event: response.completed\n", events, StringComparison.Ordinal);
        Assert.Equal(64 * 1024, (await speech.Content.ReadAsByteArrayAsync(Token)).Length);
    }

    [Fact]
    public async Task A_gate_holds_the_next_chunk_and_a_reset_comes_after_what_was_sent()
    {
        await using var provider = await FakeProvider.StartAsync();
        using var gate = new SemaphoreSlim(0);
        provider.Enqueue(Script.Sse("data: 1\n\n").Gate(gate).Chunk("data: 2\n\n").Gate(gate).Reset());
        using var http = provider.CreateClient();
        using var response = await SendAsync(http, Token);
        using var stream = await response.Content.ReadAsStreamAsync(Token);
        using var reader = new StreamReader(stream);

        Assert.Equal("data: 1", await reader.ReadLineAsync(Token));
        var request = await provider.RequestAsync(cancellationToken: Token);
        Assert.False(request.Finished.IsCompleted);
        gate.Release();
        Assert.Equal("", await reader.ReadLineAsync(Token));
        Assert.Equal("data: 2", await reader.ReadLineAsync(Token));
        gate.Release();

        var broken = await Assert.ThrowsAnyAsync<IOException>(() => reader.ReadToEndAsync(Token));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(broken.GetBaseException()).SocketErrorCode);
        await request.Finished;
        Assert.Equal((2, false, false), (request.ChunksSent, request.Completed, request.CallerWentAway));
    }

    [Fact]
    public async Task Sees_a_caller_that_hangs_up_and_what_had_been_generated()
    {
        await using var provider = await FakeProvider.StartAsync();
        using var gate = new SemaphoreSlim(0);
        var events = ChatStream.Of("one two three four").Events();
        provider.Enqueue(Script.Sse(events.Take(3)).Gate(gate).Chunk(events[3]).Using(new TrueUsage(12, 4)));
        using var http = provider.CreateClient();
        var response = await SendAsync(http, Token);
        using var stream = await response.Content.ReadAsStreamAsync(Token);
        Assert.True(await stream.ReadAsync(new byte[16], Token) > 0);

        var request = await provider.RequestAsync(cancellationToken: Token);
        await Polling.UntilAsync(() => request.ChunksSent == 3, () => "chunks were not sent");
        response.Dispose();

        await request.CallerGone.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await request.Finished.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(new TrueUsage(12, 2), request.Usage);
    }

    [Theory]
    [InlineData("sk-x-dead", HttpStatusCode.Unauthorized)]
    [InlineData("limited", HttpStatusCode.TooManyRequests)]
    [InlineData("sk-x-broken", HttpStatusCode.InternalServerError)]
    public async Task A_key_decides(string key, HttpStatusCode status)
    {
        await using var provider = await FakeProvider.StartAsync();
        var chat = Client(provider, key).GetChatClient("gpt-4o-mini");

        var refused = await Assert.ThrowsAsync<ClientResultException>(() => chat.CompleteChatAsync([new UserChatMessage("x")], cancellationToken: Token));

        Assert.Equal((int)status, refused.Status);
    }

    [Theory]
    [MemberData(nameof(HostileScripts.Names), MemberType = typeof(HostileScripts))]
    public async Task Every_hostile_answer_ends(string name)
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Enqueue(HostileScripts.Of(name));
        using var http = provider.CreateClient();
        try
        {
            using var response = await SendAsync(http, Token);
            await response.Content.ReadAsByteArrayAsync(Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // Many of them are no HTTP: the point is that they end.
        }

        var request = await provider.RequestAsync(cancellationToken: Token);
        await request.Finished.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.False(request.CallerWentAway && request.ChunksSent == 0);
    }

    [Theory]
    [MemberData(nameof(HostileScripts.EndlessNames), MemberType = typeof(HostileScripts))]
    public async Task Every_endless_answer_ends_with_its_caller(string name)
    {
        await using var provider = await FakeProvider.StartAsync();
        provider.Enqueue(HostileScripts.Of(name));
        using var http = provider.CreateClient();
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var sending = SendAsync(http, impatient.Token);
        var request = await provider.RequestAsync(cancellationToken: Token);
        if (name != "never answers") (await sending).Dispose();
        await impatient.CancelAsync();

        await request.Finished.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.NotEqual(request.Completed, request.CallerWentAway);
        // Buffers may have swallowed a large answer whole before the caller hung up, or the server what came after.
        Assert.True(request.CallerWentAway || name is "20 MB data line" or "100 MB without newline");
    }

    private static OpenAIClient Client(FakeProvider provider, string key) => new(new ApiKeyCredential(key), new OpenAIClientOptions
    {
        Endpoint = new Uri(provider.BaseUrl),
        RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(maxRetries: 0),
    });

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, CancellationToken token)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent("{}") };
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, token);
    }

    private static async Task<string> PostAsync(HttpClient http, string path, string body)
    {
        using var response = await http.PostAsync(path, new StringContent(body), Token);
        return await response.Content.ReadAsStringAsync(Token);
    }
}
