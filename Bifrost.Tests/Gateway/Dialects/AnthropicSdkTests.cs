using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using Bifrost.Tests.Testing;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>Anthropic's own SDK against the gateway, with providers of other dialects and of its own.</summary>
public sealed class AnthropicSdkTests(DialectHost host) : IClassFixture<DialectHost>
{
    [Theory]
    [InlineData("p-openai-chat")]
    [InlineData("p-gemini")]
    [InlineData("p-anthropic-messages")]
    public async Task Messages_come_whole_with_thought_words_and_call(string provider)
    {
        Play(SdkGolden.Answer(provider));
        using var client = Client();

        var message = await client.Messages.Create(Request(provider), TestContext.Current.CancellationToken);

        Assert.Equal("They want the weather.", message.Content.Select(x => x.Value).OfType<ThinkingBlock>().Single().Thinking);
        Assert.Equal(SdkGolden.Words, message.Content.Select(x => x.Value).OfType<TextBlock>().Single().Text);
        var call = message.Content.Select(x => x.Value).OfType<ToolUseBlock>().Single();
        Assert.Equal(("get_weather", "Tokyo", 2), (call.Name, call.Input["location"].GetString(), call.Input["days"].GetInt32()));
        Assert.Equal("tool_use", message.StopReason?.Raw());
        Assert.Equal((472L, 28L, 89L), (message.Usage.InputTokens, message.Usage.CacheReadInputTokens, message.Usage.OutputTokens));
        AssertAsked();
    }

    [Theory]
    [InlineData("p-openai-chat")]
    [InlineData("p-gemini")]
    [InlineData("p-anthropic-messages")]
    public async Task Messages_stream(string provider)
    {
        Play(SdkGolden.Stream(provider));
        using var client = Client();
        var (thought, text, json, stop) = (new StringBuilder(), new StringBuilder(), new StringBuilder(), "");

        await foreach (var update in client.Messages.CreateStreaming(Request(provider), TestContext.Current.CancellationToken))
        {
            if (update.Value is RawContentBlockDeltaEvent { Delta.Value: { } delta })
            {
                _ = delta switch
                {
                    ThinkingDelta x => thought.Append(x.Thinking),
                    TextDelta x => text.Append(x.Text),
                    InputJsonDelta x => json.Append(x.PartialJson),
                    _ => null,
                };
            }
            else if (update.Value is RawMessageDeltaEvent end)
            {
                stop = end.Delta.StopReason?.Raw();
            }
        }

        Assert.Equal(("They want the weather.", SdkGolden.Words, "tool_use"), (thought.ToString(), text.ToString(), stop));
        Assert.Equal("Tokyo", JsonDocument.Parse(json.ToString()).RootElement.GetProperty("location").GetString());
        AssertAsked();
    }

    [Theory]
    [InlineData("p-openai-chat")]
    [InlineData("p-anthropic-messages")]
    public async Task Tokens_are_counted(string provider)
    {
        Play(Script.Json("""{"input_tokens":17}"""));
        using var client = Client();

        var count = await client.Messages.CountTokens(
            new MessageCountTokensParams { Model = provider + "/model-x", Messages = [new UserMessageParam("How many tokens have these words?")] }, TestContext.Current.CancellationToken);

        Assert.InRange(count.InputTokens, 7, 20);
    }

    private static MessageCreateParams Request(string provider) => new()
    {
        Model = provider + "/model-x",
        MaxTokens = 4000,
        System = "Be terse.",
        Thinking = new ThinkingConfigEnabled(2000),
        Messages = [new UserMessageParam("What is the weather in Tokyo?")],
        Tools =
        [
            new Tool
            {
                Name = "get_weather",
                Description = "The weather of a place.",
                InputSchema = new InputSchema
                {
                    Properties = new Dictionary<string, JsonElement> { ["location"] = JsonSerializer.SerializeToElement(new { type = "string" }) },
                    Required = ["location"],
                },
            },
        ],
    };

    private AnthropicClient Client() => new(new ClientOptions
    {
        BaseUrl = host.Host.BaseAddress.AbsoluteUri.TrimEnd('/'),
        ApiKey = host.Client.DefaultRequestHeaders.Authorization!.Parameter,
        MaxRetries = 0,
    });

    private void Play(Script script)
    {
        host.Provider.ForgetScripts();
        host.Provider.Enqueue(script);
    }

    private void AssertAsked()
    {
        var body = host.Provider.Requests[^1].BodyText;
        Assert.All(["What is the weather in Tokyo?", "Be terse.", "get_weather"], x => Assert.Contains(x, body, StringComparison.Ordinal));
    }
}
