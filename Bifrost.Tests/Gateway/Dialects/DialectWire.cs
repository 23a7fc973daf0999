using Bifrost.Gateway.WireFormats;
using Bifrost.Gateway.WireFormats.Canonical;

namespace Bifrost.Tests.Gateway.Dialects;

/// <summary>One dialect from outside: how a caller of it calls, and as which kind of provider it is configured.</summary>
internal sealed record DialectWire(IWireFormat Format, string Kind, string BasePath, string Model)
{
    public static IReadOnlyList<DialectWire> All => [.. Every.Where(x => x.Format.Name.Length > 0)];

    private static IReadOnlyList<DialectWire> Every { get; } =
    [
        new(WireFormatCatalog.OpenAiChat, "deepseek", "/v1", "model-x"),
        new(WireFormatCatalog.OpenAiResponses, "openai", "/v1", "o3-pro"),
        new(WireFormatCatalog.AnthropicMessages, "anthropic-compatible", "", "model-x"),
        new(WireFormatCatalog.Gemini, "gemini", "", "model-x"),
        new(WireFormatCatalog.BedrockConverse, "bedrock", "", "model-x"),
        new(WireFormatCatalog.CohereChat, "cohere", "", "model-x"),
        new(WireFormatCatalog.OllamaChat, "ollama", "", "model-x"),
    ];

    public string Name => Format.Name;

    /// <summary>Of the provider of this dialect in the host's governance.</summary>
    public string Provider => "p-" + Name.Replace('_', '-');

    /// <summary>Where a caller of this dialect asks a model.</summary>
    public string PathFor(string model, bool stream) => Kind switch
    {
        "deepseek" => "/v1/chat/completions",
        "openai" => "/v1/responses",
        "anthropic-compatible" => "/anthropic/v1/messages",
        "gemini" => $"/genai/v1beta/models/{model}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}",
        "bedrock" => $"/bedrock/model/{Uri.EscapeDataString(model)}/{(stream ? "converse-stream" : "converse")}",
        "cohere" => "/cohere/v2/chat",
        _ => "/ollama/api/chat",
    };

    /// <summary>Where the provider of this dialect is asked.</summary>
    public string UpstreamPath(bool stream) => Kind switch
    {
        "deepseek" => "/v1/chat/completions",
        "openai" => "/v1/responses",
        "anthropic-compatible" => "/v1/messages",
        "gemini" => $"/v1beta/models/{Model}:{(stream ? "streamGenerateContent" : "generateContent")}",
        "bedrock" => $"/model/{Model}/{(stream ? "converse-stream" : "converse")}",
        "cohere" => "/v2/chat",
        _ => "/api/chat",
    };

    /// <summary>What the path of a request that arrived at the provider says.</summary>
    public CallShape Shape(bool stream) => Kind is "gemini" or "bedrock" ? new CallShape(Model, stream) : default;

    public override string ToString() => Name;
}
