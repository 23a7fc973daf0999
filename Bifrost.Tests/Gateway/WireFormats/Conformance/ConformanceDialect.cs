using System.Text;
using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Tests.Gateway.WireFormats.BedrockConverse;
using Bifrost.Tests.Gateway.WireFormats.Conformance.Golden;

namespace Bifrost.Tests.Gateway.WireFormats.Conformance;

/// <summary>A dialect in the table: its format, its texts, and as which provider and model it is asked.</summary>
/// <param name="RateLimit">What its vendor's errors of status 429 hold.</param>
internal sealed record ConformanceDialect(string Title, IWireFormat Format, GoldenSet Golden, string Kind, string Model, string RateLimit)
{
    /// <summary>In the order of the published table.</summary>
    public static IReadOnlyList<ConformanceDialect> All { get; } =
    [
        new("OpenAI Chat", WireFormatCatalog.OpenAiChat, OpenAiChatGolden.Set, "openai", "gpt-5.4", "\"type\":\"rate_limit_error\""),
        new("OpenAI Responses", WireFormatCatalog.OpenAiResponses, OpenAiResponsesGolden.Set, "openai", "gpt-5.4", "\"type\":\"rate_limit_error\""),
        new("Anthropic", WireFormatCatalog.AnthropicMessages, AnthropicMessagesGolden.Set, "anthropic", "claude-sonnet-4-5", "\"type\":\"rate_limit_error\""),
        new("Gemini", WireFormatCatalog.Gemini, GeminiGolden.Set, "gemini", "gemini-2.5-pro", "\"status\":\"RESOURCE_EXHAUSTED\""),
        new("Bedrock Converse", WireFormatCatalog.BedrockConverse, BedrockConverseGolden.Set, "bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0", "ThrottlingException"),
        new("Cohere v2", WireFormatCatalog.CohereChat, CohereChatGolden.Set, "cohere", "command-a-reasoning-08-2025", "\"message\":"),
    ];

    public string Name => Format.Name;

    /// <summary>What the path says where the dialect has the model there.</summary>
    public CallShape Call(bool stream) => Name is "gemini" or "bedrock_converse" ? new CallShape(Model, stream) : default;

    /// <summary>The units of a stream as they come over the wire.</summary>
    public IEnumerable<byte[]> Units(string payloads) => payloads.ReplaceLineEndings("\n").Split('\n').Select(Unit);

    private byte[] Unit(string payload) => Name switch
    {
        "bedrock_converse" => Frame(payload),
        "gemini" => Encoding.UTF8.GetBytes($"data: {payload}\r\n\r\n"),
        "openai_chat" => Encoding.UTF8.GetBytes($"data: {payload}\n\n"),
        _ => Encoding.UTF8.GetBytes($"event: {payload.Split('"')[3]}\ndata: {payload}\n\n"),
    };

    private static byte[] Frame(string payload)
    {
        var at = payload.IndexOf(' ', StringComparison.Ordinal);
        return payload[0] == '!'
            ? BedrockGolden.Frame(payload[(at + 1)..], (":exception-type", payload[1..at]), (":content-type", "application/json"), (":message-type", "exception"))
            : BedrockGolden.Event(payload[..at], payload[(at + 1)..]);
    }
}
