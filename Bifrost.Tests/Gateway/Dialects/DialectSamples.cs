using System.Text.Json;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>A request and an answer that every dialect can say.</summary>
internal static class DialectSamples
{
    public const string Question = "Grüße 😀, what is the weather in Bern?";
    public const string Thanks = "It is \"sunny\"\n😀 in Bern.";
    public const string Arguments = """{"city":"Bern","days":2}""";

    public static readonly TokenUsage Usage = new() { InputTokens = 40, CachedInputTokens = 8, OutputTokens = 12 };

    public static ChatRequest Request(string model, bool stream)
    {
        var request = new ChatRequest { Model = model, Stream = stream, MaxOutputTokens = 300 };
        request.Messages.Add(new ChatMessage(ChatRole.System, "You are terse."));
        request.Messages.Add(new ChatMessage(ChatRole.User, Question));
        var call = new ChatMessage(ChatRole.Assistant);
        call.Parts.Add(new ToolCallPart("call_1", "weather", Arguments));
        request.Messages.Add(call);
        var result = new ChatMessage(ChatRole.Tool);
        var told = new ToolResultPart("call_1") { Name = "weather" };
        told.Content.Add(new TextPart("""{"sky":"sunny"}"""));
        result.Parts.Add(told);
        request.Messages.Add(result);
        request.Tools.Add(new ToolDefinition("weather")
        {
            Description = "The weather of a city.",
            Parameters = JsonSerializer.SerializeToElement(new { type = "object", properties = new { city = new { type = "string" }, days = new { type = "integer" } }, required = new[] { "city" } }),
        });
        request.Sampling.Temperature = 0.5;
        return request;
    }

    /// <summary>Words, then a call of a tool.</summary>
    public static ChatAnswer Answer()
    {
        var answer = new ChatAnswer { Id = "ans_1", Model = "model-x", Finish = FinishReason.ToolCalls, Usage = Usage };
        answer.Parts.Add(new TextPart(Thanks));
        answer.Parts.Add(new ToolCallPart("call_2", "weather", Arguments));
        return answer;
    }
}
