#pragma warning disable OPENAI001 // The Responses part of the SDK is marked as an evaluation; callers use it all the same.
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Bifrost.Tests.Testing;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>OpenAI's own SDK against the gateway, with providers of other dialects.</summary>
public sealed class OpenAiSdkDialectTests(DialectHost host) : IClassFixture<DialectHost>
{
    private static readonly BinaryData Schema = BinaryData.FromString("""{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}""");

    [Theory]
    [InlineData("p-anthropic-messages")]
    [InlineData("p-gemini")]
    public async Task Chat_comes_whole_with_words_and_call(string provider)
    {
        Play(SdkGolden.Answer(provider));

        var answer = (await Client().GetChatClient(provider + "/model-x").CompleteChatAsync(Messages, Options(), TestContext.Current.CancellationToken)).Value;

        Assert.Equal(SdkGolden.Words, answer.Content[0].Text);
        Assert.Equal(("get_weather", ChatFinishReason.ToolCalls), (answer.ToolCalls[0].FunctionName, answer.FinishReason));
        Assert.Equal("Tokyo", Location(answer.ToolCalls[0].FunctionArguments.ToString()));
        Assert.Equal((500, 28, 89), (answer.Usage.InputTokenCount, answer.Usage.InputTokenDetails.CachedTokenCount, answer.Usage.OutputTokenCount));
    }

    [Theory]
    [InlineData("p-anthropic-messages")]
    [InlineData("p-gemini")]
    public async Task Chat_streams(string provider)
    {
        Play(SdkGolden.Stream(provider));
        var (text, arguments, tokens) = (new StringBuilder(), new StringBuilder(), 0);

        await foreach (var update in Client().GetChatClient(provider + "/model-x").CompleteChatStreamingAsync(Messages, Options(), TestContext.Current.CancellationToken))
        {
            text.AppendJoin("", update.ContentUpdate.Select(x => x.Text));
            arguments.AppendJoin("", update.ToolCallUpdates.Select(x => x.FunctionArgumentsUpdate.ToString()));
            tokens = update.Usage?.OutputTokenCount ?? tokens;
        }

        Assert.Equal((SdkGolden.Words, "Tokyo", 89), (text.ToString(), Location(arguments.ToString()), tokens));
    }

    [Theory]
    [InlineData("p-anthropic-messages")]
    [InlineData("p-gemini")]
    [InlineData("p-openai-chat")]
    public async Task Responses_come_whole(string provider)
    {
        Play(SdkGolden.Answer(provider));

        var response = (await Responses().CreateResponseAsync(Ask(provider), TestContext.Current.CancellationToken)).Value;

        Assert.Equal(SdkGolden.Words, response.GetOutputText());
        Assert.Equal("Tokyo", Location(response.OutputItems.OfType<FunctionCallResponseItem>().Single().FunctionArguments.ToString()));
        Assert.Equal(89, response.Usage.OutputTokenCount);
    }

    [Theory]
    [InlineData("p-anthropic-messages")]
    [InlineData("p-gemini")]
    [InlineData("p-openai-chat")]
    public async Task Responses_stream(string provider)
    {
        Play(SdkGolden.Stream(provider));
        var text = new StringBuilder();
        ResponseResult? completed = null;

        var ask = Ask(provider);
        ask.StreamingEnabled = true;
        await foreach (var update in await Responses().CreateResponseStreamingAsync(ask, TestContext.Current.CancellationToken))
        {
            text.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
            completed = (update as StreamingResponseCompletedUpdate)?.Response ?? completed;
        }

        Assert.Equal(SdkGolden.Words, text.ToString());
        Assert.Equal("Tokyo", Location(completed!.OutputItems.OfType<FunctionCallResponseItem>().Single().FunctionArguments.ToString()));
    }

    private static ChatMessage[] Messages => [new SystemChatMessage("Be terse."), new UserChatMessage("What is the weather in Tokyo?")];

    private static ChatCompletionOptions Options() => new() { Tools = { ChatTool.CreateFunctionTool("get_weather", "The weather of a place.", Schema) } };

    private static CreateResponseOptions Ask(string provider) => new()
    {
        Model = provider + "/model-x",
        InputItems = { ResponseItem.CreateUserMessageItem("What is the weather in Tokyo?") },
        Tools = { ResponseTool.CreateFunctionTool("get_weather", Schema, strictModeEnabled: false, "The weather of a place.") },
    };

    private static string? Location(string arguments)
    {
        using var parsed = JsonDocument.Parse(arguments);
        return parsed.RootElement.GetProperty("location").GetString();
    }

    private OpenAIClient Client() => new(new ApiKeyCredential(host.Client.DefaultRequestHeaders.Authorization!.Parameter!), ClientOptions());

    private ResponsesClient Responses() => new(new ApiKeyCredential(host.Client.DefaultRequestHeaders.Authorization!.Parameter!), new ResponsesClientOptions { Endpoint = new Uri(host.Host.BaseAddress, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });

    private OpenAIClientOptions ClientOptions() => new() { Endpoint = new Uri(host.Host.BaseAddress, "/v1"), RetryPolicy = new ClientRetryPolicy(0) };

    private void Play(Script script)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(script);
    }
}
