using System.Globalization;

namespace Bifrost.Tests.Gateway.Limits;

/// <summary>Events of a chat stream, and whole answers, as OpenAI spells them.</summary>
internal static class ChatEvents
{
    public const string Finish = """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";

    public const string Done = "data: [DONE]\n\n";

    public static string Text(string content) => $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{content}}"},"finish_reason":null}]}""" + "\n\n";

    public static string Usage(int output, int reasoning) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":{{output}},"total_tokens":{{output + 10}},"completion_tokens_details":{"reasoning_tokens":{{reasoning}} } } }""") + "\n\n";

    public static string Whole(string text, int output) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":{{output}},"total_tokens":{{output + 10}}} }""");
}
