using Bifrost.Gateway.WireFormats.AnthropicMessages;
using Bifrost.Gateway.WireFormats.BedrockConverse;
using Bifrost.Gateway.WireFormats.Canonical;
using Bifrost.Gateway.WireFormats.CohereChat;
using Bifrost.Gateway.WireFormats.Gemini;
using Bifrost.Gateway.WireFormats.OllamaChat;
using Bifrost.Gateway.WireFormats.OpenAiChat;
using Bifrost.Gateway.WireFormats.OpenAiResponses;

namespace Bifrost.Gateway.WireFormats;

/// <summary>Every dialect of a chat: one line each, one object each.</summary>
internal static class WireFormatCatalog
{
    public static IWireFormat OpenAiChat { get; } = new OpenAiChatFormat();

    public static IWireFormat OpenAiResponses { get; } = new OpenAiResponsesFormat();

    public static IWireFormat AnthropicMessages { get; } = new AnthropicMessagesFormat();

    public static IWireFormat Gemini { get; } = new GeminiFormat();

    public static IWireFormat BedrockConverse { get; } = new BedrockConverseFormat();

    public static IWireFormat CohereChat { get; } = new CohereChatFormat();

    public static IWireFormat OllamaChat { get; } = new OllamaChatFormat();

    /// <summary>Callers' alone: a chat of one message, which providers are asked for as such.</summary>
    public static IWireFormat OllamaGenerate { get; } = new OllamaGenerateFormat();

    public static IReadOnlyList<IWireFormat> All { get; } = [OpenAiChat, OpenAiResponses, AnthropicMessages, Gemini, BedrockConverse, CohereChat, OllamaChat];
}
